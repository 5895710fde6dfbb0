import type { CloudWatchLogsClient, LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import { Args } from '@oclif/core';
import { formatAge } from '../../core/render/duration.ts';
import { type Column, renderTable } from '../../core/render/table.ts';
import { compileGlob, globPrefix, isGlob } from '../../core/targets/glob.ts';
import { EXIT } from '../../core/user-error.ts';
import { logGroups } from '../aws-account/log-groups.ts';
import { BaseCommand } from '../base-command.ts';
import { outputFlag } from '../flags/common-flags.ts';
import { connectionFlags } from '../flags/connection-flags.ts';
import { notice, writeOut } from '../output/stdio.ts';
import { terminalWidth } from '../output/terminal.ts';

export default class Groups extends BaseCommand {
  static override summary = 'List log groups with retention, stored bytes, class and age.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> notes',
    "<%= config.bin %> <%= command.id %> '/aws/lambda/*-prod'",
  ];
  static override args = {
    pattern: Args.string({ description: 'a part of the name, or a glob with * and ?' }),
  };
  static override flags = { ...connectionFlags, output: outputFlag() };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Groups);
    const client = await this.connect(flags).logs();
    const found: LogGroup[] = [];
    for await (const group of matchingGroups(client, args.pattern)) {
      if (flags.output === 'json') await writeOut(`${JSON.stringify(group)}\n`, 'json');
      found.push(group);
    }
    if (found.length === 0) {
      notice(
        args.pattern
          ? `No log group matches "${args.pattern}". \`logs groups\` lists all log groups.`
          : 'There are no log groups.',
      );
      process.exitCode = EXIT.NOTHING_FOUND;
    } else if (flags.output === 'text') {
      await writeOut(`${renderTable(found, columns(Date.now()), terminalWidth())}\n`);
    }
  }
}

/** Filters the names here: if the service searches for a part of a name, its response has no retention and size. */
async function* matchingGroups(client: CloudWatchLogsClient, pattern: string | undefined): AsyncGenerator<LogGroup> {
  const isWanted = pattern !== undefined && isGlob(pattern) ? compileGlob(pattern) : undefined;
  const prefix = pattern !== undefined && isWanted ? globPrefix(pattern) : '';
  for await (const group of logGroups(client, prefix)) {
    const name = group.logGroupName ?? '';
    if (isWanted ? isWanted(name) : name.includes(pattern ?? '')) yield group;
  }
}

function columns(now: number): Column<LogGroup>[] {
  return [
    { heading: 'LOG GROUP', cuts: true, value: (group) => group.logGroupName ?? '' },
    {
      heading: 'RETENTION',
      align: 'right',
      value: (group) => (group.retentionInDays ? `${group.retentionInDays}d` : 'never expires'),
    },
    { heading: 'STORED', align: 'right', value: (group) => formatBytes(group.storedBytes ?? 0) },
    { heading: 'CLASS', value: (group) => (group.logGroupClass ?? 'STANDARD').toLowerCase() },
    { heading: 'AGE', align: 'right', value: (group) => formatAge(now - (group.creationTime ?? now)) },
  ];
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** A number of bytes in decimal units, as in the prices of CloudWatch: `1.2 MB`. */
function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? value.toFixed(0) : value.toFixed(1)} ${BYTE_UNITS[unit]}`;
}
