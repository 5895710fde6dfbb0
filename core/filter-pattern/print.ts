import { isJunction } from './condition.ts';
import type {
  Comparison,
  Condition,
  Field,
  FilterPattern,
  JsonTest,
  Selector,
  SelectorStep,
  Term,
  Value,
} from './pattern.ts';

/** Prints a pattern as a text that `parseFilterPattern` parses to the same pattern. */
export function printFilterPattern(pattern: FilterPattern): string {
  switch (pattern.kind) {
    case 'match-all':
      return '';
    case 'terms':
      return pattern.terms.map(printTerm).join(' ');
    case 'json':
      return `{ ${printCondition(pattern.condition, printJsonTest)} }`;
    case 'space-delimited':
      return `[${pattern.fields.map(printField).join(', ')}]`;
  }
}

const MARKS = { required: '', optional: '?', excluded: '-' } as const;
const WORD = /^\w+$/;

function printTerm({ match, content }: Term): string {
  if (content.kind === 'regex') return `${MARKS[match]}%${content.source}%`;
  return MARKS[match] + (WORD.test(content.text) ? content.text : quote(content.text));
}

/** Operands that have operands themselves are printed in parentheses, except an `&&` in an `||`, which has the higher precedence. */
function printCondition<Test extends { readonly kind: string }>(
  condition: Condition<Test>,
  printTest: (test: Test) => string,
): string {
  if (!isJunction(condition)) return printTest(condition);
  const operands = condition.conditions.map((operand) => {
    const printed = printCondition(operand, printTest);
    const hasPrecedence = !isJunction(operand) || (condition.kind === 'or' && operand.kind === 'and');
    return hasPrecedence ? printed : `(${printed})`;
  });
  return operands.join(condition.kind === 'and' ? ' && ' : ' || ');
}

function printJsonTest(test: JsonTest): string {
  const selector = printSelector(test.selector);
  switch (test.kind) {
    case 'compare':
      return `${selector} ${printComparison(test)}`;
    case 'is':
      return `${selector} IS ${test.value}`;
    case 'not-exists':
      return `${selector} NOT EXISTS`;
  }
}

function printComparison({ operator, value }: Comparison): string {
  return `${operator} ${printValue(value)}`;
}

function printValue(value: Value): string {
  switch (value.kind) {
    case 'number':
      return value.text;
    case 'string':
      return quote(value.text);
    case 'regex':
      return `%${value.source}%`;
  }
}

const PLAIN_PROPERTY = /^[\w-]+$/;

function printSelector(selector: Selector): string {
  return `$${selector.map(printStep).join('')}`;
}

function printStep(step: SelectorStep, index: number): string {
  if (step.kind === 'index') return `[${step.index}]`;
  if (step.kind === 'any') return index === 0 ? '.*' : '[*]';
  return PLAIN_PROPERTY.test(step.name) ? `.${step.name}` : `.['${step.name.replace(/[\\']/g, '\\$&')}']`;
}

function printField(field: Field): string {
  if (field.kind === 'ellipsis') return '...';
  if (field.kind === 'unnamed') return '';
  if (field.condition === undefined) return field.name;
  return printCondition(field.condition, (test) => `${field.name} ${printComparison(test)}`);
}

function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
