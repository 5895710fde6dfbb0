import { nearestNames } from '../core/targets/nearest-names.ts';

/** An error by which oclif refuses flags or arguments. */
export interface UsageFault {
  readonly message?: string;
  /** The command with the invalid flags or arguments, as it is typed. */
  readonly command?: string;
  /** The unknown flags, as they were typed. */
  readonly flags?: readonly string[];
  readonly parse?: { readonly input?: { readonly flags?: Readonly<Record<string, unknown>> } };
}

/** Explains in one line which flags or arguments are invalid, what to type instead, and which help describes them. */
export function explainUsage({ message = '', command, flags, parse }: UsageFault): string {
  const faults =
    flags === undefined ? faultsIn(message) : [unknownFlags(flags, Object.keys(parse?.input?.flags ?? {}))];
  return `${faults.join('. ')}. See \`${['logs', command, '--help'].filter(Boolean).join(' ')}\`.`;
}

/** Splits oclif's message: each fault has one line. */
function faultsIn(message: string): string[] {
  const lines = message
    .replace(/^The following errors? occurred:\s*/, '')
    .replace(/\nSee more help with --help\s*$/, '')
    .replace(/\nNote: [\s\S]*$/, '')
    // The names of arguments and the messages of flag parsers follow on a second line.
    .replace(/^(Missing .*:|Parsing --\S+)\s*\n\s*/, '$1 ')
    .split(/\s*\n\s*/);
  const faults = lines.filter((line) => line !== '').map((line) => reword(line.replace(/[.;\s]*$/, '')));
  // Two flags that exclude each other cause two faults.
  return [...new Set(faults)];
}

/** oclif's messages name the broken rule; these say what to type.
 *  @see `lib/parser/{errors,parse,validate}.js` and `lib/flags.js` of `@oclif/core` for the messages. */
const REWORDED: readonly (readonly [RegExp, string | ((...parts: string[]) => string)])[] = [
  [/^Missing 1 required arg: (\S+) +(.+)$/, 'The argument $1 is missing: $2'],
  [/^Unexpected arguments?: (.+)$/, 'Too many arguments: leave out $1'],
  [/^Missing required flag (\S+)$/, 'Add --$1'],
  [
    /^(--[^=\s]+)(?:=.*)? cannot also be provided when using (--\S+)$/,
    (_, ...flags) => `${flags.slice(0, 2).sort().join(' and ')} exclude each other: leave one out`,
  ],
  [/^Exactly one of the following must be provided: (.+)$/, (_, flags) => `Add ${either(flags)}`],
  [
    /^(?:One|All) of the following must be provided when using (--\S+): (.+)$/,
    (_, flag, others) => `${flag} also needs ${either(others)}`,
  ],
  [
    /^Expected (--[^=\s]+)=(.*) to be one of: (.+)$/,
    (_, flag, value, values) => `${flag} takes ${either(values)}, not "${value}"`,
  ],
  [/^Flag (--\S+) expects one of these values: (.+)$/, (_, flag, values) => `${flag} needs a value: ${either(values)}`],
  [/^Flag (--\S+) expects a value$/, '$1 needs a value'],
  [/^Flag (--\S+) can only be specified once$/, '$1 was given twice: leave one out'],
  [/^Parsing (--\S+) Expected an integer but received: (.*)$/, '$1 takes a whole number, not "$2"'],
  [
    /^Parsing (--\S+) Expected an integer (greater|less) than or equal to (-?\d+) but received: (.*)$/,
    (_, flag, which, limit, value) =>
      `${flag} takes a whole number of at ${which === 'less' ? 'most' : 'least'} ${limit}, not "${value}"`,
  ],
];

/** Messages of later oclif versions that no expression matches stay unchanged. */
function reword(fault: string): string {
  for (const [expression, words] of REWORDED)
    if (expression.test(fault)) return fault.replace(expression, words as (...parts: string[]) => string);
  return fault;
}

function unknownFlags(flags: readonly string[], known: readonly string[]): string {
  const long = flags.find((flag) => flag.startsWith('--'));
  const problem = `There is no flag ${flags.join(', ')}`;
  if (long === undefined) return problem;
  const candidates = known.map((name) => `--${name}`);
  return `${problem}. Nearest: ${nearestNames(long.replace(/=.*$/s, ''), candidates).join(', ')}`;
}

/** `a, b, c` as `a, b or c`. */
function either(list: string | undefined): string {
  return (list ?? '').replace(/, (?=[^,]*$)/, ' or ');
}
