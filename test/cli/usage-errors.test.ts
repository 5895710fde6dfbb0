import { Args, Flags, Parser } from '@oclif/core';
import { describe, expect, it } from 'vitest';
import { explainUsage } from '../../cli/usage-errors.ts';

/** A command with a flag of every rule that the commands use. */
const COMMAND = {
  args: { target: Args.string({ description: 'functions, log groups', required: true }) },
  flags: {
    since: Flags.string(),
    lines: Flags.integer({ char: 'n', min: 1, max: 9 }),
    output: Flags.option({ options: ['text', 'json', 'logfmt'] as const, exclusive: ['raw'] })(),
    raw: Flags.boolean({ exclusive: ['output'] }),
    follow: Flags.boolean(),
    live: Flags.boolean(),
    'idle-exit': Flags.string({ relationships: [{ type: 'some', flags: ['follow', 'live'] }] }),
    domain: Flags.string({ exactlyOne: ['domain', 'operator'] }),
    operator: Flags.boolean({ exactlyOne: ['domain', 'operator'] }),
    expires: Flags.string({ dependsOn: ['operator'] }),
    table: Flags.string({ required: true }),
  },
};

async function explanationFor(...args: string[]): Promise<string> {
  try {
    await Parser.parse(args, COMMAND);
  } catch (error) {
    return explainUsage({ ...(error as Error), message: (error as Error).message, command: 'tail' });
  }
  throw new Error('no usage error');
}

const VALID = ['x', '--table', 't', '--domain', 'd'];

describe('the explanation of a usage error', () => {
  it.each<[string[], string]>([
    [['--table', 't', '--domain', 'd'], 'The argument target is missing: functions, log groups.'],
    [[...VALID, 'y'], 'Too many arguments: leave out y.'],
    [['x'], 'Add --domain or --operator. Add --table.'],
    [[...VALID, '--raw', '--output', 'json'], '--output and --raw exclude each other: leave one out.'],
    [[...VALID, '--operator'], '--domain and --operator exclude each other: leave one out.'],
    [[...VALID, '--idle-exit', '5m'], '--idle-exit also needs --follow or --live.'],
    [[...VALID, '--expires', '5m'], '--expires also needs --operator.'],
    [[...VALID, '--output', 'xml'], '--output takes text, json or logfmt, not "xml".'],
    [[...VALID, '--output'], '--output needs a value: text, json or logfmt.'],
    [[...VALID, '--since'], '--since needs a value.'],
    [[...VALID, '--since', '1h', '--since', '2h'], '--since was given twice: leave one out.'],
    [[...VALID, '--lines', 'ten'], '--lines takes a whole number, not "ten".'],
    [[...VALID, '-n', '0'], '--lines takes a whole number of at least 1, not "0".'],
    [[...VALID, '-n', '10'], '--lines takes a whole number of at most 9, not "10".'],
    [[...VALID, '-z'], 'There is no flag -z.'],
  ])('%j', async (args, words) => {
    expect(await explanationFor(...args)).toBe(`${words} See \`logs tail --help\`.`);
  });

  it('names the nearest flags for an unknown flag', async () => {
    expect(await explanationFor(...VALID, '--sinse', '5m')).toMatch(
      /^There is no flag --sinse\. Nearest: --since, --\w+, --\w+\. See/,
    );
    expect(await explanationFor(...VALID, '--outptu=json')).toMatch(
      /^There is no flag --outptu=json\. Nearest: --output, /,
    );
  });

  it('keeps an unknown message of oclif unchanged', () => {
    expect(explainUsage({ message: 'The following error occurred:\n  Too loud\nSee more help with --help' })).toBe(
      'Too loud. See `logs --help`.',
    );
  });
});
