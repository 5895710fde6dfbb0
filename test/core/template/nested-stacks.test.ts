import { describe, expect, it } from 'vitest';
import type { StackTemplate } from '../../../core/template/assembly.ts';
import { type ResolvedResource, resolveStacks } from '../../../core/template/resolve.ts';
import type { Template } from '../../../core/template/template.ts';

type Parts = Partial<Template>;

const TYPE = 'AWS::CloudFormation::Stack';

/** A stack and the stacks nested in it, by their logical ids; the parent first. */
function family(template: Parts, nested: Readonly<Record<string, Parts>> = {}): StackTemplate[] {
  const stack: StackTemplate = { name: 'Shop', template: { Resources: {}, ...template }, assets: new Map() };
  return [stack, ...Object.entries(nested).map(([logicalId, inner]) => nest(stack, logicalId, inner))];
}

function nest(stack: StackTemplate, logicalId: string, template: Parts): StackTemplate {
  return {
    ...stack,
    name: `${stack.name}/${logicalId}`,
    nestedIn: { stack, logicalId },
    template: { Resources: {}, ...template },
  };
}

function resolve(stacks: StackTemplate[]): ResolvedResource[] {
  return resolveStacks(stacks, {
    region: 'eu-west-1',
    accountId: '123456789012',
    identify: ({ stack, logicalId, type }) => ({
      ref: type === TYPE ? `arn:aws:cloudformation:eu-west-1:123456789012:stack/${logicalId}-1ABC/0123` : logicalId,
      attribute: (name) => (name === 'Arn' ? `arn:${stack.name}/${logicalId}` : undefined),
    }),
  });
}

/** The properties by `<stack>/<logical id>`. */
const properties = (stacks: StackTemplate[]) =>
  Object.fromEntries(resolve(stacks).map((one) => [`${one.stack.name}/${one.logicalId}`, one.properties]));

const resource = (value: unknown, more: object = {}) => ({ Type: 'T', Properties: { value }, ...more });
const nestedStack = (Parameters: object = {}, more: object = {}) => ({
  Type: TYPE,
  Properties: { TemplateURL: 'x', Parameters },
  ...more,
});
const text = { Type: 'String' };

describe('a nested stack', () => {
  it('gets its parameters from its parent stack, otherwise their defaults', () => {
    const found = properties(
      family(
        { Resources: { Table: resource(1), In: nestedStack({ tableArn: { 'Fn::GetAtt': ['Table', 'Arn'] } }) } },
        {
          In: {
            Parameters: { tableArn: text, size: { Type: 'Number', Default: 5 } },
            Resources: { Function: resource({ table: { Ref: 'tableArn' }, size: { 'Fn::Sub': '${size}' } }) },
          },
        },
      ),
    );
    expect(found['Shop/In/Function']?.value).toEqual({ table: 'arn:Shop/Table', size: '5' });
  });

  it('has outputs that its parent and its siblings use', () => {
    const output = { 'Fn::GetAtt': ['First', 'Outputs.fn.Arn'] };
    const found = properties(
      family(
        {
          Resources: {
            Method: resource([output, { 'Fn::Sub': '<${First.Outputs.fn.Arn}>' }]),
            First: nestedStack(),
            Second: nestedStack({ fn: output }),
          },
        },
        {
          First: {
            Resources: { Function: resource(1) },
            Outputs: { 'fn.Arn': { Value: { 'Fn::GetAtt': ['Function', 'Arn'] } } },
          },
          Second: { Parameters: { fn: text }, Resources: { Permission: resource({ Ref: 'fn' }) } },
        },
      ),
    );
    expect(found['Shop/Method']?.value).toEqual(['arn:Shop/First/Function', '<arn:Shop/First/Function>']);
    expect(found['Shop/Second/Permission']?.value).toBe('arn:Shop/First/Function');
  });

  it('passes parameters and outputs through any depth', () => {
    const stacks = family({
      Resources: { Table: resource(1), A: nestedStack({ p: { Ref: 'Table' } }), Seen: resource(outputOf('A')) },
    });
    for (const logicalId of ['A', 'B', 'C']) {
      const around = stacks.at(-1) as StackTemplate;
      const inner = logicalId === 'C' ? undefined : String.fromCharCode(logicalId.charCodeAt(0) + 1);
      stacks.push(
        nest(around, logicalId, {
          Parameters: { p: text },
          Resources: inner ? { [inner]: nestedStack({ p: { Ref: 'p' } }) } : { Deep: resource({ Ref: 'p' }) },
          Outputs: { o: { Value: inner ? outputOf(inner) : { 'Fn::GetAtt': ['Deep', 'Arn'] } } },
        }),
      );
    }
    const found = properties(stacks);
    expect(found['Shop/A/B/C/Deep']?.value).toBe('Table');
    expect(found['Shop/Seen']?.value).toBe('arn:Shop/A/B/C/Deep');
  });

  it('has the name and the id of its own ARN', () => {
    const found = properties(
      family(
        { Resources: { In: nestedStack(), Id: resource({ Ref: 'In' }) } },
        { In: { Resources: { Name: resource([{ Ref: 'AWS::StackName' }, { Ref: 'AWS::StackId' }]) } } },
      ),
    );
    const arn = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/In-1ABC/0123';
    expect(found['Shop/Id']?.value).toBe(arn);
    expect(found['Shop/In/Name']?.value).toEqual(['In-1ABC', arn]);
  });

  it('gets a list for a list parameter, and the joined items for a text parameter', () => {
    const given = { list: ['a', 'b'], joined: 'a,b', text: ['a', 'b'] };
    const List = { Type: 'CommaDelimitedList' };
    const found = properties(
      family(
        { Resources: { In: nestedStack(given) } },
        {
          In: {
            Parameters: { list: List, joined: List, text },
            Resources: { All: resource([{ Ref: 'list' }, { Ref: 'joined' }, { Ref: 'text' }]) },
          },
        },
      ),
    );
    expect(found['Shop/In/All']?.value).toEqual([['a', 'b'], ['a', 'b'], 'a,b']);
  });

  it('does not exist when its condition is false, nor do its resources and exports', () => {
    const stacks = family(
      {
        Conditions: { No: { 'Fn::Equals': ['a', 'b'] } },
        Resources: { In: nestedStack({}, { Condition: 'No' }), Other: resource(1) },
      },
      { In: { Resources: { In2: nestedStack() }, Outputs: { o: { Value: { Ref: 'AWS::NoSuch' } } } } },
    );
    stacks.push(nest(stacks[1] as StackTemplate, 'In2', { Resources: { Deep: resource({ Ref: 'nothing' }) } }));
    expect(Object.keys(properties(stacks))).toEqual(['Shop/Other']);
  });

  it('evaluates its own conditions with the values of its parameters', () => {
    const child: Parts = {
      Parameters: { stage: text },
      Conditions: { isProd: { 'Fn::Equals': [{ Ref: 'stage' }, 'prod'] } },
      Resources: { OnlyProd: resource(1, { Condition: 'isProd' }) },
    };
    const found = properties(
      family(
        { Resources: { Prod: nestedStack({ stage: 'prod' }), Dev: nestedStack({ stage: 'dev' }) } },
        { Prod: child, Dev: child },
      ),
    );
    expect(found).toHaveProperty(['Shop/Prod/OnlyProd']);
    expect(found).not.toHaveProperty(['Shop/Dev/OnlyProd']);
  });

  it('exports to all stacks', () => {
    const [shop, nested] = family(
      { Resources: { In: nestedStack({ name: 'shared' }) } },
      { In: { Parameters: { name: text }, Outputs: { o: { Value: 'x', Export: { Name: { Ref: 'name' } } } } } },
    ) as [StackTemplate, StackTemplate];
    const importing = { Resources: { Importer: resource({ 'Fn::ImportValue': 'shared' }) } };
    const other: StackTemplate = { name: 'Other', template: importing, assets: new Map() };
    expect(properties([other, shop, nested])['Other/Importer']?.value).toBe('x');
  });
});

describe('an error names', () => {
  it.each<[string, Parts, Parts, RegExp]>([
    [
      'a parameter without a value',
      { Resources: { In: nestedStack() } },
      { Parameters: { p: text }, Resources: { R: resource({ Ref: 'p' }) } },
      /^Stack Shop\/In: the parameter "p" has no default value, and In in its parent stack sets no value\.$/,
    ],
    [
      'an output that does not exist',
      { Resources: { In: nestedStack(), R: resource(outputOf('In')) } },
      { Outputs: { other: { Value: 1 } } },
      /^Stack Shop\/In: its output "o" is used, but its template does not define it\.$/,
    ],
    [
      'an output whose condition is false',
      { Resources: { In: nestedStack(), R: resource(outputOf('In')) } },
      { Conditions: { No: { 'Fn::Equals': [1, 2] } }, Outputs: { o: { Value: 1, Condition: 'No' } } },
      /its output "o" is used/,
    ],
    [
      'a parameter whose value is an output of the same stack',
      { Resources: { In: nestedStack({ p: outputOf('In') }) } },
      { Parameters: { p: text }, Outputs: { o: { Value: { Ref: 'p' } } } },
      /^Stack Shop: the properties of In refers to itself/,
    ],
    [
      'a parameter whose value is another output of the same stack',
      { Resources: { In: nestedStack({ p: outputOf('In') }) } },
      { Parameters: { p: text }, Outputs: { o: { Value: 'plain' } } },
      /^Stack Shop: the properties of In refers to itself/,
    ],
    [
      'an output that refers to itself through an export',
      { Resources: { In: nestedStack(), R: resource(outputOf('In')) } },
      { Outputs: { o: { Value: { 'Fn::ImportValue': 'e' }, Export: { Name: 'e' } } } },
      /^Stack Shop\/In: the output o refers to itself/,
    ],
  ])('%s', (_, template, nested, message) => {
    expect(() => resolve(family(template, { In: nested }))).toThrow(message);
  });
});

function outputOf(logicalId: string): object {
  return { 'Fn::GetAtt': [logicalId, 'Outputs.o'] };
}
