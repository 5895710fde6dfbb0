import { parseArgs } from 'node:util';
import { StartError } from './exit-codes.ts';

/** The arguments of `npm run verify:aws`. */
export interface Arguments {
  readonly help: boolean;
  /** Shows what would be created, and ends. Needs no credentials. */
  readonly plan: boolean;
  /** Starts without asking. */
  readonly yes: boolean;
  readonly profile: string | undefined;
  readonly region: string | undefined;
  /** The file of the report. */
  readonly report: string | undefined;
}

export const HELP = `npm run verify:aws -- [--plan] [--yes] [--profile NAME] [--region NAME] [--report FILE]

Deploys a copy of the sample's stacks to your AWS account, checks what the rehearsal of the deployment assumes about AWS, writes a
report without account ids, and deletes the copy.

  --plan           show what would be created and what it costs, and end; needs no credentials
  --yes            start without asking
  --profile NAME   the AWS profile (default: AWS_PROFILE, or the default profile)
  --region NAME    the region (default: AWS_REGION, or the region of the profile)
  --report FILE    the report (default: .tailgate/verify-aws-PREFIX.md)

Exit codes: 0 all checks held; 1 a check failed or could not be made, or the run was interrupted; 2 it could not start.
`;

/** @throws StartError for an unknown argument, or one without its value. */
export function parseArguments(args: readonly string[]): Arguments {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        plan: { type: 'boolean', default: false },
        yes: { type: 'boolean', short: 'y', default: false },
        profile: { type: 'string' },
        region: { type: 'string' },
        report: { type: 'string' },
      },
    });
    const { help, plan, yes, profile, region, report } = values;
    return { help, plan, yes, profile, region, report };
  } catch (error) {
    const { message } = error as Error;
    throw new StartError(
      `${message.split('\n', 1)[0]?.replace(/\. .*/, '')}.`,
      '`npm run verify:aws -- --help` lists the arguments.',
    );
  }
}
