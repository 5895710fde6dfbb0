import { describe, expect, it } from 'vitest';
import { expandTemplate } from '../../../core/template/expand-template.ts';
import type { ReadingNotice } from '../../../core/template/reading-notice.ts';
import { resolveStacks } from '../../../core/template/resolve.ts';
import { asTemplate } from '../../../core/template/template.ts';
import { parseTemplateText } from '../../../core/template/template-text.ts';

/** The template without its transform, and the notices. */
function expand(text: string): { template: Record<string, unknown>; lines: string[] } {
  const notices: ReadingNotice[] = [];
  const value = parseTemplateText(text, 'template.yaml', notices);
  const { Transform, ...template } = expandTemplate(value, 'template.yaml', notices).value as Record<string, unknown>;
  return { template, lines: notices.map(({ subject, problem }) => `${subject}: ${problem}`) };
}

const topic = (TopicName: unknown) => ({ Type: 'AWS::SNS::Topic', Properties: { TopicName, FifoTopic: true } });

// The templates are reduced from the examples of
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach-example-resource.html
describe('Fn::ForEach adds', () => {
  it('resources, for a list', () => {
    const { template, lines } = expand(`Transform: AWS::LanguageExtensions
Resources:
  'Fn::ForEach::Topics':
    - TopicName
    - [Success, Failure, Timeout, Unknown]
    - 'SnsTopic\${TopicName}':
        Type: AWS::SNS::Topic
        Properties: { TopicName: { 'Fn::Join': ['.', [{ Ref: TopicName }, fifo]] }, FifoTopic: true }
`);
    const joined = (name: string) => topic({ 'Fn::Join': ['.', [name, 'fifo']] });
    expect(template).toEqual({
      Resources: {
        SnsTopicSuccess: joined('Success'),
        SnsTopicFailure: joined('Failure'),
        SnsTopicTimeout: joined('Timeout'),
        SnsTopicUnknown: joined('Unknown'),
      },
    });
    expect(lines).toEqual([]);
  });

  it('resources with items that a logical id cannot have', () => {
    const { template } = expand(`Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
Parameters: { Ips: { Type: CommaDelimitedList, Default: '10.0.2.152,10.0.3.210' } }
Resources:
  'Fn::ForEach::Ips': [Ip, !Ref Ips, { 'Topic&{Ip}': { Type: AWS::SNS::Topic, Properties: { TopicName: !Ref Ip, FifoTopic: true } } }]
`);
    expect(template.Resources).toEqual({ Topic1002152: topic('10.0.2.152'), Topic1003210: topic('10.0.3.210') });
  });

  it('conditions, outputs and properties, with nested loops', () => {
    const { template, lines } = expand(`Transform: AWS::LanguageExtensions
Mappings: { A: { Properties: { ImageId: ami-id1 } }, B: { Properties: { ImageId: ami-id2, InstanceType: m5.large } } }
Conditions:
  'Fn::ForEach::Conditions': [Name, [X], { 'Is\${Name}': !Equals [!Ref Name, X] }]
Resources:
  'Fn::ForEach::Instances':
    - Name
    - [A, B]
    - '\${Name}':
        Type: AWS::EC2::Instance
        Properties:
          DisableApiTermination: true
          'Fn::ForEach::Properties':
            - Property
            - [ImageId, InstanceType]
            - '\${Property}': !FindInMap [!Ref Name, Properties, !Ref Property, { DefaultValue: !Ref AWS::NoValue }]
Outputs:
  'Fn::ForEach::Outputs':
    - Name
    - [A, B]
    - 'Fn::ForEach::Values':
        - Value
        - [ImageId, 'Id']
        - 'Output\${Name}\${Value}': { Value: !GetAtt ['\${Name}', !Ref Value] }
`);
    const found = (name: string, property: string) => ({
      'Fn::FindInMap': [name, 'Properties', property, { DefaultValue: { Ref: 'AWS::NoValue' } }],
    });
    const instance = (name: string) => ({
      Type: 'AWS::EC2::Instance',
      Properties: {
        DisableApiTermination: true,
        ImageId: found(name, 'ImageId'),
        InstanceType: found(name, 'InstanceType'),
      },
    });
    const output = (name: string, value: string) => ({ Value: { 'Fn::GetAtt': [name, value] } });
    expect(template).toMatchObject({
      Conditions: { IsX: { 'Fn::Equals': ['X', 'X'] } },
      Resources: { A: instance('A'), B: instance('B') },
      Outputs: {
        OutputAImageId: output('A', 'ImageId'),
        OutputAId: output('A', 'Id'),
        OutputBImageId: output('B', 'ImageId'),
        OutputBId: output('B', 'Id'),
      },
    });
    expect(lines).toEqual([]);
  });

  // https://github.com/aws/aws-sam-cli, tests/unit/lib/cfn_language_extensions/compatibility: fnForEachPrimitiveTypesTest.json.
  it('numbers and booleans as texts', () => {
    const { template } = expand(`{"Transform": "AWS::LanguageExtensions", "Conditions": {
      "Fn::ForEach::L": ["I", [1, true], {"C\${I}": {"Fn::Equals": ["1", {"Ref": "I"}]}}]}}`);
    expect(template.Conditions).toEqual({ C1: { 'Fn::Equals': ['1', '1'] }, Ctrue: { 'Fn::Equals': ['1', 'true'] } });
  });

  it('nothing for an empty list', () => {
    const { template, lines } = expand(`Transform: AWS::LanguageExtensions
Resources: { 'Fn::ForEach::L': [I, [], { 'A\${I}': { Type: B } }], C: { Type: D } }`);
    expect(template.Resources).toEqual({ C: { Type: 'D' } });
    expect(lines).toEqual([]);
  });
});

describe('a notice says that', () => {
  it.each([
    ['[I, !Ref Names, {}]', 'not read, because its collection is known only at deployment'],
    ['[I, !GetAtt A.B, {}]', 'not read, because its collection is known only at deployment'],
    ['[I, [a]]', 'not read, because it needs a list of an identifier, a collection, and an object'],
    [`[I, [${'a'.repeat(3000)}], { b: c }]`, 'not read as a whole, because it is too large'],
  ])('a loop is left out: %.30s', (loop, problem) => {
    const { template, lines } = expand(`Transform: AWS::LanguageExtensions
Parameters: { Names: { Type: CommaDelimitedList } }
Resources: { 'Fn::ForEach::Loop': ${loop}, A: { Type: B } }`);
    expect(template.Resources).toEqual({ A: { Type: 'B' } });
    expect(lines).toEqual([`Fn::ForEach::Loop: ${problem}`]);
  });

  it('loops are too large', () => {
    const { lines } = expand(`Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::A: [A, [${'x,'.repeat(3000)}], { Fn::ForEach::B: [B, [${'x,'.repeat(3000)}], { '\${A}\${B}': { Type: B } }] }]`);
    expect(new Set(lines)).toEqual(
      new Set(
        ['Fn::ForEach::A', 'Fn::ForEach::B'].map((name) => `${name}: not read as a whole, because it is too large`),
      ),
    );
  });

  it('CloudFormation refuses a loop without the transform', () => {
    const { template, lines } = expand("Resources: { 'Fn::ForEach::Loop': [I, [a], { 'A${I}': { Type: B } }] }");
    expect(template.Resources).toEqual({ Aa: { Type: 'B' } });
    expect(lines).toEqual([
      'Fn::ForEach::Loop: CloudFormation refuses it without the line `Transform: AWS::LanguageExtensions`',
    ]);
  });

  it('a macro of the account is not applied', () => {
    const { lines } = expand('Transform: [AWS::Serverless-2016-10-31, MyMacro]\nResources: {}');
    expect(lines).toEqual(['the macro MyMacro: not applied, because its result is known only at deployment']);
  });
});

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-languageextensions.html
it('DeletionPolicy and UpdateReplacePolicy may be functions', () => {
  const { template } = expand(`Transform: AWS::LanguageExtensions
Parameters: { Stage: { Type: String, Default: prod }, Policy: { Type: String, Default: Retain }, Other: { Type: String } }
Conditions: { IsProduction: !Equals [!Ref Stage, prod] }
Resources:
  A: { Type: B, DeletionPolicy: !Ref Policy, UpdateReplacePolicy: !If [IsProduction, Retain, Delete] }
  C: { Type: B, DeletionPolicy: !Ref Other }`);
  expect(template.Resources).toEqual({
    A: { Type: 'B', DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' },
    C: { Type: 'B', DeletionPolicy: { Ref: 'Other' } },
  });
});

it('logs dev resolves what loops add: their functions, and references to them', () => {
  const { template } = expand(`Transform: AWS::LanguageExtensions
Mappings: { Sizes: { Large: { Memory: 1024 } } }
Resources:
  Fn::ForEach::Functions:
    - Size
    - [Small, Large]
    - '\${Size}Function':
        Type: AWS::Lambda::Function
        Properties:
          MemorySize: !FindInMap [Sizes, !Ref Size, Memory, { DefaultValue: 128 }]
          Environment:
            Variables:
              COUNT: !Length [a, b]
              OTHER: !ToJsonString { arn: !GetAtt SmallFunction.Arn }
`);
  const stack = { name: 'S', template: asTemplate(template, 'template.yaml'), assets: new Map() };
  const identify = ({ logicalId }: { logicalId: string }) => ({ ref: logicalId, attribute: () => `arn:${logicalId}` });
  const resources = resolveStacks([stack], { region: 'eu-west-1', accountId: '123456789012', identify });
  const Environment = { Variables: { COUNT: 2, OTHER: '{"arn":"arn:SmallFunction"}' } };
  expect(resources.map(({ logicalId, properties }) => [logicalId, properties])).toEqual([
    ['SmallFunction', { MemorySize: 128, Environment }],
    ['LargeFunction', { MemorySize: 1024, Environment }],
  ]);
});
