import { describe, expect, it } from 'vitest';
import { HELP, parseArguments } from '../../../scripts/verify-aws/arguments.ts';
import { EXIT, StartError } from '../../../scripts/verify-aws/exit-codes.ts';

describe('the arguments', () => {
  it('are all optional', () => {
    expect(parseArguments([])).toEqual({
      help: false,
      plan: false,
      yes: false,
      profile: undefined,
      region: undefined,
      report: undefined,
    });
  });

  it('are read', () => {
    const args = ['-y', '--plan', '--profile', 'dev', '--region=eu-west-1', '--report', 'r.md'];
    expect(parseArguments(args)).toEqual({
      help: false,
      plan: true,
      yes: true,
      profile: 'dev',
      region: 'eu-west-1',
      report: 'r.md',
    });
  });

  it.each([
    [['--force'], "Unknown option '--force'. `npm run verify:aws -- --help` lists the arguments."],
    [['--region'], "Option '--region <value>' argument missing. `npm run verify:aws -- --help` lists the arguments."],
    [['eu-west-1'], "Unexpected argument 'eu-west-1'. `npm run verify:aws -- --help` lists the arguments."],
  ])('%j cannot start', (args, message) => {
    const parse = () => parseArguments(args);
    expect(parse).toThrow(StartError);
    expect(parse).toThrow(expect.objectContaining({ message, exitCode: EXIT.NOT_STARTED }));
  });

  it('are in the help, with the exit codes', () => {
    for (const name of ['--plan', '--yes', '--profile', '--region', '--report']) expect(HELP).toContain(name);
    expect(HELP).toMatch(/Exit codes: 0 .*; 1 .*; 2 /s);
  });
});
