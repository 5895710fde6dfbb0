import { Args, Flags } from '@oclif/core';
import type { LogRecord, LogSource } from '../../core/log-event.ts';
import { tail } from '../../core/pipeline.ts';
import { filterLogEventsQuota, RateBudget } from '../../core/rate-budget.ts';
import { renderJson } from '../../core/render/json.ts';
import { textRenderer } from '../../core/render/text.ts';
import { resolveTargets } from '../../core/targets/resolve-target.ts';
import { AwsAccount } from '../aws-account.ts';
import { BaseCommand, connectionFlags } from '../base-command.ts';
import { wantsColor } from '../color.ts';
import { InterruptedError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { outputFlag, timeFlag } from '../flags.ts';
import { onInterrupt } from '../interrupt.ts';
import { notice, writeOut } from '../output.ts';

const DEFAULT_SINCE_MS = 10 * 60_000;

export default class Tail extends BaseCommand {
  static override summary = 'Show the events of functions and log groups, merged by time; -f follows.';
  static override description =
    'A function is read from the log group that it is configured to write to. Shows the last 10 minutes, or from --since on.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> -f notes-create',
    '<%= config.bin %> <%= command.id %> notes-create notes-get --since 2h',
    '<%= config.bin %> <%= command.id %> api:notes/prod stack:Billing',
    '<%= config.bin %> <%= command.id %> /aws/lambda/notes-create --output json',
  ];
  static override strict = false;
  static override args = {
    target: Args.string({
      description: 'functions, api:NAME[/STAGE], stack:NAME, log groups, globs, ARNs',
      required: true,
    }),
  };
  static override flags = {
    ...connectionFlags,
    follow: Flags.boolean({ char: 'f', summary: 'go on with new events until Ctrl-C' }),
    since: timeFlag({
      summary: 'from this time on: 10m (the default), 2h30m, 3d, ISO 8601, epoch',
      helpValue: 'TIME',
    }),
    until: timeFlag({ summary: 'up to this time', helpValue: 'TIME', exclusive: ['follow'] }),
    output: outputFlag(),
    color: Flags.boolean({ summary: 'colour the text (the default on a terminal)', allowNo: true }),
  };

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(Tail);
    const connection = this.connect(flags);
    const client = await connection.logs();
    const sources = await resolveTargets(argv as string[], new AwsAccount(connection, client));
    const signal = onInterrupt();
    const budget = new RateBudget(filterLogEventsQuota(await client.config.region()));
    if (flags.follow) notice(`following ${sources.map((source) => source.label).join(', ')}; Ctrl-C ends`);
    let shown = 0;
    const render = flags.output === 'json' ? renderJson : textRenderer(textOptions(sources, flags.color));
    const lines = tail(
      { client, budget, signal },
      {
        sources,
        since: flags.since ?? Date.now() - DEFAULT_SINCE_MS,
        follow: flags.follow,
        notice,
        render: (record: LogRecord) => {
          shown += 1;
          return render(record);
        },
        ...(flags.until === undefined ? {} : { until: flags.until }),
      },
    );
    for await (const text of lines) await writeOut(text);
    if (signal.aborted) throw new InterruptedError();
    if (shown === 0) {
      notice('No events in this time. --since looks further back, -f waits for new ones.');
      process.exitCode = EXIT.FOUND_NOTHING;
    }
  }
}

function textOptions(sources: readonly LogSource[], color: boolean | undefined): Parameters<typeof textRenderer>[0] {
  const width = process.stdout.isTTY ? process.stdout.columns : undefined;
  return { sources, color: wantsColor(color), ...(width === undefined ? {} : { width }) };
}
