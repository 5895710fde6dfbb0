/** The syntax tree of a CloudWatch Logs filter pattern. `parseFilterPattern` builds it, `printFilterPattern` prints it, and
 *  `compileFilterPattern` makes it a function.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html */
export type FilterPattern = MatchAll | TermsPattern | JsonPattern | SpaceDelimitedPattern;

/** The empty pattern: every log event matches. */
export interface MatchAll {
  readonly kind: 'match-all';
}

/** Terms in unstructured log events. An event matches if it contains all `required` terms and no `excluded` term. In a pattern with
 *  only `optional` terms, it has to contain one of them; in other patterns they have no effect. */
export interface TermsPattern {
  readonly kind: 'terms';
  /** One or more. */
  readonly terms: readonly Term[];
}

/** A phrase or regular expression, and how it decides whether an event matches. */
export interface Term {
  readonly match: 'required' | 'optional' | 'excluded';
  readonly content: Phrase | Regex;
}

/** A text that is contained anywhere in the line. It is case-sensitive and never empty. */
export interface Phrase {
  readonly kind: 'phrase';
  readonly text: string;
}

/** A regular expression between percent signs. Without anchors, it may match anywhere in the text. */
export interface Regex {
  readonly kind: 'regex';
  /** Without the percent signs. */
  readonly source: string;
}

/** Conditions on a log event that is a JSON object. */
export interface JsonPattern {
  readonly kind: 'json';
  readonly condition: Condition<JsonTest>;
}

/** A test, or several joined by `&&` or `||` (two or more). */
export type Condition<Test> = Test | Junction<Test>;

/** Conditions that are joined by `&&` or `||`. */
export interface Junction<Test> {
  readonly kind: 'and' | 'or';
  readonly conditions: readonly Condition<Test>[];
}

/** One test of a JSON pattern. */
export type JsonTest = JsonComparison | JsonIs | JsonNotExists;

/** True if the comparison is true for a selected string or number: `$.latency > 50`. */
export interface JsonComparison extends Comparison {
  readonly selector: Selector;
}

/** True if a selected value is this one: `$.error IS NULL`. */
export interface JsonIs {
  readonly kind: 'is';
  readonly selector: Selector;
  readonly value: 'NULL' | 'TRUE' | 'FALSE';
}

/** True if the selector selects no value: `$.error NOT EXISTS`. */
export interface JsonNotExists {
  readonly kind: 'not-exists';
  readonly selector: Selector;
}

/** The path from the root of a JSON object to a value, one step for each level. The first step is never an index. */
export type Selector = readonly SelectorStep[];

/** `any` is the wildcard: all members of an object, or all elements of an array. A selector has at most one. */
export type SelectorStep =
  | { readonly kind: 'property'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'any' };

/** An operator and the value after it. With `<`, `<=`, `>` and `>=`, the value is always a number. */
export interface Comparison {
  readonly kind: 'compare';
  readonly operator: '=' | '!=' | '<' | '<=' | '>' | '>=';
  readonly value: Value;
}

/** The value that a comparison compares with. */
export type Value = NumberValue | StringValue | Regex;

/** A number without quotation marks, such as `1e+3`. It is kept as text, because a JSON string must have the same characters. */
export interface NumberValue {
  readonly kind: 'number';
  readonly text: string;
}

/** A string with or without quotes. Each `*` in it matches any text. */
export interface StringValue {
  readonly kind: 'string';
  readonly text: string;
}

/** Names and conditions for the fields of a space-delimited log event. Without fields, `[]` means the same as `[...]`. */
export interface SpaceDelimitedPattern {
  readonly kind: 'space-delimited';
  /** At most one ellipsis. */
  readonly fields: readonly Field[];
}

/** `ellipsis` matches any number of fields. A field without a name (`[ip, , user]`) has no condition. */
export type Field =
  | { readonly kind: 'ellipsis' }
  | { readonly kind: 'unnamed' }
  | { readonly kind: 'named'; readonly name: string; readonly condition?: Condition<Comparison> };
