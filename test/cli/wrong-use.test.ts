import { Args, Flags, Parser } from '@oclif/core';
import { describe, expect, it } from 'vitest';
import { explainUse } from '../../cli/wrong-use.ts';

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

async function said(...args: string[]): Promise<string> {
  try {
    await Parser.parse(args, COMMAND);
  } catch (error) {
    return explainUse({ ...(error as Error), message: (error as Error).message, command: 'tail' });
  }
  throw new Error('nothing was wrong');
}

const VALID = ['x', '--table', 't', '--domain', 'd'];

describe('what is said of wrong use', () => {
  it.each<[string[], string]>([
    [['--table', 't', '--domain', 'd'], 'The target is missing: functions, log groups.'],
    [[...VALID, 'y'], 'There is no room for y: leave it out.'],
    [['x'], 'Add --domain or --operator. Add --table.'],
    [[...VALID, '--raw', '--output', 'json'], '--output and --raw exclude each other: leave one out.'],
    [[...VALID, '--operator'], '--domain and --operator exclude each other: leave one out.'],
    [[...VALID, '--idle-exit', '5m'], '--idle-exit needs --follow or --live beside it.'],
    [[...VALID, '--expires', '5m'], '--expires needs --operator beside it.'],
    [[...VALID, '--output', 'xml'], '--output takes text, json or logfmt, not "xml".'],
    [[...VALID, '--output'], '--output takes text, json or logfmt: write one behind it.'],
    [[...VALID, '--since'], '--since takes a value: write it behind it.'],
    [[...VALID, '--since', '1h', '--since', '2h'], '--since is there twice: leave one out.'],
    [[...VALID, '--lines', 'ten'], '--lines takes a whole number, not "ten".'],
    [[...VALID, '-n', '0'], '--lines takes a whole number of at least 1, not "0".'],
    [[...VALID, '-n', '10'], '--lines takes a whole number of at most 9, not "10".'],
    [[...VALID, '-z'], 'There is no flag -z.'],
  ])('%j', async (args, words) => {
    expect(await said(...args)).toBe(`${words} See \`logs tail --help\`.`);
  });

  it('of an unknown flag names the nearest', async () => {
    expect(await said(...VALID, '--sinse', '5m')).toMatch(
      /^There is no flag --sinse\. Nearest: --since, --\w+, --\w+\. See/,
    );
    expect(await said(...VALID, '--outptu=json')).toMatch(/^There is no flag --outptu=json\. Nearest: --output, /);
  });

  it('is oclif’s own where that is not known', () => {
    expect(explainUse({ message: 'The following error occurred:\n  Too loud\nSee more help with --help' })).toBe(
      'Too loud. See `logs --help`.',
    );
  });
});
