/** Functions whose full name has no `Fn::`. */
const PLAIN_NAMES: ReadonlySet<string> = new Set(['Ref', 'Condition']);

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html */
const FUNCTIONS: ReadonlySet<string> = new Set([
  ...PLAIN_NAMES,
  ...['And', 'Base64', 'Cidr', 'Contains', 'EachMemberEquals', 'EachMemberIn', 'Equals', 'FindInMap', 'ForEach'],
  ...['GetAtt', 'GetAZs', 'GetStackOutput', 'If', 'ImportValue', 'Join', 'Length', 'Not', 'Or', 'RefAll', 'Select'],
  ...['Split', 'Sub', 'ToJsonString', 'Transform', 'ValueOf', 'ValueOfAll'],
]);

/** Whether a tag is the short form of a function: `!Sub`. */
export function isFunctionTag(tag: string): boolean {
  return FUNCTIONS.has(tag.slice(1));
}

/** The full form of a tagged value: `!Sub text` is `{ "Fn::Sub": "text" }`. */
export function functionCall(tag: string, argument: unknown): unknown {
  const name = tag.slice(1);
  // !GetAtt Resource.Attribute: the attribute may contain dots.
  const dot = name === 'GetAtt' && typeof argument === 'string' ? argument.indexOf('.') : -1;
  const path = dot > 0 && typeof argument === 'string' ? [argument.slice(0, dot), argument.slice(dot + 1)] : argument;
  return { [PLAIN_NAMES.has(name) || name.startsWith('Fn::') ? name : `Fn::${name}`]: path };
}
