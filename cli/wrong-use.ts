import { nearest } from '../core/targets/nearest.ts';

/** An error by which oclif refuses flags or arguments. */
export interface UseFault {
  readonly message?: string;
  /** The command whose flags or arguments are wrong, as it is typed. */
  readonly command?: string;
  /** The flags that are none, as they were typed. */
  readonly flags?: readonly string[];
  readonly parse?: { readonly input?: { readonly flags?: Readonly<Record<string, unknown>> } };
}

/** What is wrong with the flags or arguments, what to type instead, and where it is described, in one line. */
export function explainUse({ message = '', command, flags, parse }: UseFault): string {
  const faults =
    flags === undefined ? faultsIn(message) : [unknownFlags(flags, Object.keys(parse?.input?.flags ?? {}))];
  return `${faults.join('. ')}. See \`${['logs', command, '--help'].filter(Boolean).join(' ')}\`.`;
}

/** oclif's messages go on over several lines, one a fault. */
function faultsIn(message: string): string[] {
  const lines = message
    .replace(/^The following errors? occurred:\s*/, '')
    .replace(/\nSee more help with --help\s*$/, '')
    .replace(/\nNote: [\s\S]*$/, '')
    // The names of arguments, or the message of a flag's parser, stand on lines of their own.
    .replace(/^(Missing .*:|Parsing --\S+)\s*\n\s*/, '$1 ')
    .split(/\s*\n\s*/);
  const faults = lines.filter((line) => line !== '').map((line) => reworded(line.replace(/[.;\s]*$/, '')));
  // Each of two flags complains about the other.
  return [...new Set(faults)];
}

/** oclif says which rule was broken; this says what to type.
 *  @see `lib/parser/{errors,parse,validate}.js` and `lib/flags.js` of `@oclif/core` for its words. */
const REWORDED: readonly (readonly [RegExp, string | ((...parts: string[]) => string)])[] = [
  [/^Missing 1 required arg: (\S+) +(.+)$/, 'The $1 is missing: $2'],
  [/^Unexpected arguments?: (.+)$/, 'There is no room for $1: leave it out'],
  [/^Missing required flag (\S+)$/, 'Add --$1'],
  [
    /^(--[^=\s]+)(?:=.*)? cannot also be provided when using (--\S+)$/,
    (_, ...flags) => `${flags.slice(0, 2).sort().join(' and ')} exclude each other: leave one out`,
  ],
  [/^Exactly one of the following must be provided: (.+)$/, (_, flags) => `Add ${either(flags)}`],
  [
    /^(?:One|All) of the following must be provided when using (--\S+): (.+)$/,
    (_, flag, others) => `${flag} needs ${either(others)} beside it`,
  ],
  [
    /^Expected (--[^=\s]+)=(.*) to be one of: (.+)$/,
    (_, flag, value, values) => `${flag} takes ${either(values)}, not "${value}"`,
  ],
  [
    /^Flag (--\S+) expects one of these values: (.+)$/,
    (_, flag, values) => `${flag} takes ${either(values)}: write one behind it`,
  ],
  [/^Flag (--\S+) expects a value$/, '$1 takes a value: write it behind it'],
  [/^Flag (--\S+) can only be specified once$/, '$1 is there twice: leave one out'],
  [/^Parsing (--\S+) Expected an integer but received: (.*)$/, '$1 takes a whole number, not "$2"'],
  [
    /^Parsing (--\S+) Expected an integer (greater|less) than or equal to (-?\d+) but received: (.*)$/,
    (_, flag, which, limit, value) =>
      `${flag} takes a whole number of at ${which === 'less' ? 'most' : 'least'} ${limit}, not "${value}"`,
  ],
];

/** What is worded otherwise by a later oclif is shown as it is. */
function reworded(fault: string): string {
  for (const [expression, words] of REWORDED)
    if (expression.test(fault)) return fault.replace(expression, words as (...parts: string[]) => string);
  return fault;
}

function unknownFlags(flags: readonly string[], known: readonly string[]): string {
  const long = flags.find((flag) => flag.startsWith('--'));
  const what = `There is no flag ${flags.join(', ')}`;
  if (long === undefined) return what;
  const candidates = known.map((name) => `--${name}`);
  return `${what}. Nearest: ${nearest(long.replace(/=.*$/s, ''), candidates).join(', ')}`;
}

/** `a, b, c` as `a, b or c`. */
function either(list: string | undefined): string {
  return (list ?? '').replace(/, (?=[^,]*$)/, ' or ');
}
