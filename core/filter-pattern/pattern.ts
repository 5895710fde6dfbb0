/** The syntax tree of a CloudWatch Logs filter pattern, as `parseFilterPattern` builds it, `printFilterPattern` writes
 *  it and `compile` runs it.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html */
export type FilterPattern = MatchAll | TermsPattern | JsonPattern | SpaceDelimitedPattern;

/** The empty pattern: every log event matches. */
export interface MatchAll {
  readonly kind: 'match-all';
}

/** Terms in unstructured log events. All `required` terms must be there and no `excluded` one; `optional` terms count
 *  only in a pattern that has no others: then one of them must be there. */
export interface TermsPattern {
  readonly kind: 'terms';
  /** One or more. */
  readonly terms: readonly Term[];
}

export interface Term {
  readonly match: 'required' | 'optional' | 'excluded';
  readonly text: Phrase | Regex;
}

/** Text that stands anywhere in the line, upper and lower case told apart. Never empty. */
export interface Phrase {
  readonly kind: 'phrase';
  readonly text: string;
}

/** A regular expression between percent signs, found anywhere in the text unless anchored. */
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

export interface Junction<Test> {
  readonly kind: 'and' | 'or';
  readonly conditions: readonly Condition<Test>[];
}

export type JsonTest = JsonComparison | JsonIs | JsonNotExists;

/** True when a string or number that the selector finds compares so: `$.latency > 50`. */
export interface JsonComparison extends Comparison {
  readonly selector: Selector;
}

/** True when the selector finds this value: `$.error IS NULL`. */
export interface JsonIs {
  readonly kind: 'is';
  readonly selector: Selector;
  readonly value: 'NULL' | 'TRUE' | 'FALSE';
}

/** True when the selector finds nothing: `$.error NOT EXISTS`. */
export interface JsonNotExists {
  readonly kind: 'not-exists';
  readonly selector: Selector;
}

/** The way from the root of a JSON object to a value, one step a level. The first step is no index. */
export type Selector = readonly SelectorStep[];

/** `any` is the wildcard: every member of an object or element of an array. A selector has at most one. */
export type SelectorStep =
  | { readonly kind: 'property'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'any' };

/** An operator and what stands right of it. `<`, `<=`, `>` and `>=` take a number alone. */
export interface Comparison {
  readonly kind: 'compare';
  readonly operator: '=' | '!=' | '<' | '<=' | '>' | '>=';
  readonly value: Value;
}

export type Value = NumberValue | StringValue | Regex;

/** A number without quotation marks, as it was written: `1e+3` compares with a JSON string by these characters. */
export interface NumberValue {
  readonly kind: 'number';
  readonly text: string;
}

/** A string, quoted or not. Each `*` in it stands for any text. */
export interface StringValue {
  readonly kind: 'string';
  readonly text: string;
}

/** Names and conditions for the fields of a space-delimited log event. No fields at all (`[]`) is as `[...]`. */
export interface SpaceDelimitedPattern {
  readonly kind: 'space-delimited';
  /** At most one ellipsis. */
  readonly fields: readonly Field[];
}

/** `ellipsis` stands for any number of fields. A field without a name (`[ip, , user]`) has no condition. */
export type Field =
  | { readonly kind: 'ellipsis' }
  | { readonly kind: 'unnamed' }
  | { readonly kind: 'named'; readonly name: string; readonly condition?: Condition<Comparison> };
