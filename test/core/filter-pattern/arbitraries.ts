import fc from 'fast-check';
import { MAX_WILDCARDS } from '../../../core/filter-pattern/parse-json.ts';
import type {
  Comparison,
  Condition,
  Field,
  FilterPattern,
  JsonTest,
  Phrase,
  Regex,
  Selector,
  SelectorStep,
  Term,
  Value,
} from '../../../core/filter-pattern/pattern.ts';
import { MAX_REGEXES } from '../../../core/filter-pattern/token-reader.ts';

/** Any character: a plain one, one with a meaning in patterns, or one that is not ASCII. */
const character = fc.oneof(
  fc.constantFrom(...'abzAZ019_', ...' "\\\'[]{}()$.*?%-+=!<>&|,:;\t\n', '😀', 'é', '\ud800'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
);

export const anyText = fc.string({ unit: character, maxLength: 40 });

const name = fc.stringMatching(/^[A-Za-z0-9_-]{1,5}$/);
const number = fc.stringMatching(/^[+-]?(\d{1,3}(\.\d{0,2})?|\.\d{1,2})([eE][+-]?\d{1,2})?$/);

const regexAtom = fc.oneof(
  fc.constantFrom(...'abc01 _#=@/;,:-', '.', '\\d', '\\D', '\\s', '\\S', '\\w', '\\W', '\\.', '\\[', '\\\\', '\\x3A'),
  fc.constantFrom('[abc]', '[a-c]', '[^a-c]', '[\\d_]', '[a-]', '[^\\s]', '[.+*]', '[\\w-]', '[a\\]]'),
);
const quantifier = fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,3}', '{0,2}', '{2,}', '*?');
const chain = fc
  .tuple(
    fc.constantFrom('', '', '^'),
    fc.array(
      fc.tuple(regexAtom, quantifier).map((parts) => parts.join('')),
      { maxLength: 5 },
    ),
    fc.constantFrom('', '', '$'),
  )
  .map(([start, items, end]) => start + items.join('') + end);

/** The source of a regular expression that has the same meaning in the service's dialect and in JavaScript. */
export const regexSource = fc
  .array(chain, { minLength: 1, maxLength: 3 })
  .map((chains) => chains.join('|'))
  .filter((source) => source !== '');

/** A text that such an expression is likely to match. */
export const regexSubject = fc.string({ unit: fc.constantFrom(...'abc01 _#.[]\\:-\n', 'é'), maxLength: 12 });

const regex: fc.Arbitrary<Regex> = regexSource.map((source) => ({ kind: 'regex', source }));
const phrase: fc.Arbitrary<Phrase> = anyText.filter((text) => text !== '').map((text) => ({ kind: 'phrase', text }));

const term: fc.Arbitrary<Term> = fc.record({
  match: fc.constantFrom('required', 'optional', 'excluded'),
  content: fc.oneof({ weight: 5, arbitrary: phrase }, { weight: 1, arbitrary: regex }),
});

const value: fc.Arbitrary<Value> = fc.oneof(
  { weight: 3, arbitrary: number.map((text): Value => ({ kind: 'number', text })) },
  { weight: 5, arbitrary: anyText.map((text): Value => ({ kind: 'string', text })) },
  { weight: 1, arbitrary: regex },
);

const comparison: fc.Arbitrary<Comparison> = fc.oneof(
  fc.record({ kind: fc.constant('compare'), operator: fc.constantFrom('=', '!='), value }),
  fc.record({
    kind: fc.constant('compare'),
    operator: fc.constantFrom('<', '<=', '>', '>='),
    value: number.map((text): Value => ({ kind: 'number', text })),
  }),
);

const property: fc.Arbitrary<SelectorStep> = fc.oneof(name, anyText).map((text) => ({ kind: 'property', name: text }));
const index: fc.Arbitrary<SelectorStep> = fc.nat(1000).map((at) => ({ kind: 'index', index: at }));
const any = fc.constant<SelectorStep>({ kind: 'any' });
const selector: fc.Arbitrary<Selector> = fc
  .tuple(
    fc.oneof({ weight: 6, arbitrary: property }, { weight: 1, arbitrary: any }),
    fc.array(
      fc.oneof({ weight: 4, arbitrary: property }, { weight: 2, arbitrary: index }, { weight: 1, arbitrary: any }),
      { maxLength: 3 },
    ),
  )
  .map(([first, rest]) => [first, ...rest])
  .filter((steps) => steps.filter((step) => step.kind === 'any').length <= 1);

const jsonTest: fc.Arbitrary<JsonTest> = fc.oneof(
  fc.tuple(comparison, selector).map(([compare, found]): JsonTest => ({ ...compare, selector: found })),
  fc.record({ kind: fc.constant('is'), selector, value: fc.constantFrom('NULL', 'TRUE', 'FALSE') }),
  fc.record({ kind: fc.constant('not-exists'), selector }),
);

function condition<Test>(test: fc.Arbitrary<Test>): fc.Arbitrary<Condition<Test>> {
  return fc.letrec<{ condition: Condition<Test> }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      test,
      fc.record({
        kind: fc.constantFrom('and', 'or'),
        conditions: fc.array(tie('condition'), { minLength: 2, maxLength: 3 }),
      }),
    ),
  })).condition;
}

const namedField: fc.Arbitrary<Field> = fc.oneof(
  fc.record({ kind: fc.constant('named'), name }),
  fc.record({ kind: fc.constant('named'), name, condition: condition(comparison) }),
);

const fields: fc.Arbitrary<readonly Field[]> = fc
  .uniqueArray(
    fc.oneof(
      { weight: 4, arbitrary: namedField },
      { weight: 1, arbitrary: fc.constant<Field>({ kind: 'ellipsis' }) },
      { weight: 1, arbitrary: fc.constant<Field>({ kind: 'unnamed' }) },
    ),
    {
      maxLength: 4,
      comparator: (a, b) =>
        a.kind === b.kind && (a.kind === 'ellipsis' || (a.kind === 'named' && b.kind === 'named' && a.name === b.name)),
    },
  )
  // One field without a name is printed like no field: [].
  .filter((list) => list.length !== 1 || list[0]?.kind !== 'unnamed');

function countKind(node: unknown, kind: string): number {
  if (typeof node !== 'object' || node === null) return 0;
  const own = (node as { kind?: unknown }).kind === kind ? 1 : 0;
  return Object.values(node).reduce((sum, child) => sum + countKind(child, kind), own);
}

/** Any pattern that `parseFilterPattern` can return. */
export const filterPattern: fc.Arbitrary<FilterPattern> = fc
  .oneof(
    fc.constant<FilterPattern>({ kind: 'match-all' }),
    fc.record({ kind: fc.constant('terms'), terms: fc.array(term, { minLength: 1, maxLength: 4 }) }),
    fc.record({ kind: fc.constant('json'), condition: condition(jsonTest) }),
    fc.record({ kind: fc.constant('space-delimited'), fields }),
  )
  .filter((pattern) => countKind(pattern, 'regex') <= MAX_REGEXES && countKind(pattern, 'any') <= MAX_WILDCARDS);

/** A text that is a pattern, or almost a pattern. */
export const patternLikeText = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '$.a',
      '$.*',
      '[0]',
      '[*]',
      ' = 1',
      ' != "x"',
      ' && ',
      ' || ',
      ' IS ',
      'NULL',
      ' NOT EXISTS',
      '%a+%',
    ),
    fc.constantFrom(' { ', ' } ', '[', ']', '(', ')', ', ', '...', 'w1', '?', '-', '"', '%', '\\'),
    character,
  ),
  maxLength: 14,
});

/** A log line: text, JSON, or almost JSON. */
export const line = fc.oneof(
  anyText,
  fc.json(),
  fc.record({ a: fc.anything(), v: fc.anything() }).map((object) => JSON.stringify(object) ?? ''),
  fc.tuple(fc.json(), anyText).map(([json, text]) => json.slice(0, text.length) + text),
);
