import { join } from 'node:path';
import { Args, Flags } from '@oclif/core';
import { onOneLine } from '../../core/render/sanitize.ts';
import type { LocalAws, LocalAwsAccess } from '../../local/local-aws.ts';
import {
  DATA_DIRECTORY,
  readRunningCommand,
  removeRunningCommand,
  writeRunningCommand,
} from '../../local/running-command.ts';
import { BaseCommand } from '../base-command.ts';
import { UsageError } from '../errors.ts';
import { apiAccessFlags, corsOriginFlag } from '../flags/access-flags.ts';
import { notice, writeOut } from '../output/stdio.ts';
import { onInterrupt, untilAborted } from '../session/end-signals.ts';

const DEFAULT_PORT = 4580;

export default class Dev extends BaseCommand {
  static override summary = 'Run the stacks of a CDK app on this machine, with no AWS account.';
  static override description =
    `Serves the REST and HTTP APIs, functions, tables and log groups of the synthesized templates on 127.0.0.1 until Ctrl-C.
Log events are stored in ${DATA_DIRECTORY}/ and are available after the next start.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> cdk.out --port 0',
    '<%= config.bin %> <%= command.id %> --memory',
    '<%= config.bin %> <%= command.id %> --allow-host shop.ngrok-free.app',
  ];
  static override args = {
    assembly: Args.string({ description: 'the output folder of `cdk synth`, or a template file', default: 'cdk.out' }),
  };
  static override flags = {
    port: Flags.integer({
      summary: 'port of the AWS endpoint; APIs use the following ports; 0 chooses free ports',
      default: DEFAULT_PORT,
      min: 0,
      max: 65_000,
    }),
    memory: Flags.boolean({ summary: 'store log events only in memory' }),
    region: Flags.string({ summary: 'AWS region of the stacks', default: 'us-east-1' }),
    account: Flags.string({ summary: 'AWS account of the stacks', default: '000000000000' }),
    ...apiAccessFlags,
    'cors-origin': corsOriginFlag('the AWS endpoint'),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Dev);
    const directory = process.cwd();
    const running = readRunningCommand(directory);
    if (running) {
      throw new UsageError(
        `\`${running.command ?? 'logs dev'}\` already runs in this directory (process ${running.pid}, ${running.endpoint}).`,
        'End that process first.',
      );
    }
    const signal = onInterrupt();
    const access = {
      corsOrigins: flags['cors-origin'] ?? [],
      allowedOrigins: flags['allow-origin'],
      allowedHosts: flags['allow-host'],
    };
    const aws = await start(args.assembly, { ...flags, access }, directory);
    try {
      const { endpoint, apis } = aws;
      writeRunningCommand(directory, {
        pid: process.pid,
        endpoint,
        region: flags.region,
        apis,
        startedAt: new Date().toISOString(),
      });
      await writeOut(describe(aws));
      await untilAborted(signal);
      if (process.stderr.isTTY) notice('ending …');
    } finally {
      removeRunningCommand(directory);
      await aws.close();
    }
  }
}

async function start(
  assembly: string,
  flags: { port: number; memory: boolean; region: string; account: string; access: LocalAwsAccess },
  directory: string,
): Promise<LocalAws> {
  const { startLocalAws } = await import('../../local/local-aws.ts');
  return startLocalAws({
    assembly,
    port: flags.port,
    region: flags.region,
    accountId: flags.account,
    access: flags.access,
    notice,
    ...(!flags.memory && { dataDirectory: join(directory, DATA_DIRECTORY) }),
  });
}

function describe(aws: LocalAws): string {
  const apis = Object.entries(aws.apis).map(([name, url]) => `  ${url}/  ${onOneLine(name)}\n`);
  return [
    'The stacks run on this machine; Ctrl-C ends them.\n',
    apis.length > 0 ? 'APIs\n' : '',
    ...apis,
    aws.functions.length > 0 ? `Functions\n  ${onOneLine(aws.functions.join(', '))}\n` : '',
    `AWS endpoint\n  ${aws.endpoint}\n`,
  ].join('');
}
