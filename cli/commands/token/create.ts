import { Flags } from '@oclif/core';
import { ALL_SCOPE, CALLS_SCOPE, isScope } from '../../../logs-api/scopes.ts';
import { BaseCommand } from '../../base-command.ts';
import { UsageError } from '../../errors.ts';
import { durationFlag, outputFlag } from '../../flags/common-flags.ts';
import { connectionFlags } from '../../flags/connection-flags.ts';
import { openTokenStore, tableFlag } from '../../logs-api/logs-api-table.ts';
import { notice, writeOut } from '../../output/output.ts';

export default class TokenCreate extends BaseCommand {
  static override summary = 'Make a bearer token of the Logs API. It is shown once, and kept nowhere.';
  static override description =
    `A token of a domain reads the API calls of that domain. A token of an operator reads what its scopes name: ${CALLS_SCOPE} (API calls, of any domain), logs:read:<component> or a glob of components, or ${ALL_SCOPE}.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> --table stack:LogsApi --domain acme --expires 90d',
    "<%= config.bin %> <%= command.id %> --table stack:LogsApi --operator --scope 'logs:read:lambda/*'",
  ];
  static override flags = {
    ...connectionFlags,
    table: tableFlag,
    domain: Flags.string({
      summary: 'whose API calls the token reads',
      helpValue: 'ID',
      exactlyOne: ['domain', 'operator'],
    }),
    operator: Flags.boolean({ summary: 'a token that belongs to no domain' }),
    scope: Flags.string({
      summary: `for operators: what the token reads; may be repeated; ${ALL_SCOPE} without it`,
      helpValue: 'SCOPE',
      multiple: true,
      dependsOn: ['operator'],
    }),
    label: Flags.string({ summary: 'what the token is for', helpValue: 'TEXT' }),
    expires: durationFlag({ summary: 'how long it is valid, such as 90d; for ever without it', helpValue: 'TIME' }),
    output: outputFlag(),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(TokenCreate);
    const scopes = flags.domain === undefined ? (flags.scope ?? [ALL_SCOPE]).map(scope) : [CALLS_SCOPE];
    const store = await openTokenStore(this.connect(flags), flags.table);
    const { text, info } = await store.create({
      domainId: flags.domain === undefined ? null : domain(flags.domain),
      scopes,
      label: flags.label?.slice(0, LONGEST_LABEL),
      lifetimeMs: flags.expires,
    });
    if (flags.output === 'json') {
      await writeOut(`${JSON.stringify({ ...info, token: text })}\n`);
    } else {
      await writeOut(`${text}\n`);
      notice(
        'Keep it now: it is not shown again. `logs token revoke` takes it back by its id, the part before the dot.',
      );
    }
  }
}

const LONGEST_LABEL = 256;
const LONGEST_DOMAIN = 256;

function scope(text: string): string {
  if (isScope(text)) return text;
  throw new UsageError(
    `"${text}" is not a scope.`,
    `Write ${CALLS_SCOPE}, logs:read:<component> (globs are allowed), or ${ALL_SCOPE}.`,
  );
}

function domain(text: string): string {
  if (text.length > 0 && text.length <= LONGEST_DOMAIN) return text;
  throw new UsageError(`A domain's id has 1 to ${LONGEST_DOMAIN} characters; this one has ${text.length}.`);
}
