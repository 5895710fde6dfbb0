import { describe, expect, it } from 'vitest';
import type { StackTemplate } from '../../../core/template/assembly.ts';
import { asTemplate } from '../../../core/template/template.ts';
import { parseTemplateText } from '../../../core/template/template-text.ts';
import { evaluate, openFindings } from '../../../infra/rules/evaluate.ts';
import { RULES } from '../../../infra/rules/rules.ts';

function stack(name: string, file: string, yaml: string): StackTemplate {
  return { name, file, template: asTemplate(parseTemplateText(yaml, file), file), assets: new Map() };
}

/** The stack `Shop` and its nested stacks. @param nested templates by logical id. */
function shopStacks(yaml: string, nested: Readonly<Record<string, string>>): StackTemplate[] {
  const shop = stack('Shop', 'shop.yaml', yaml);
  const inner = Object.entries(nested).map(([logicalId, text]) => ({
    ...stack(`Shop/${logicalId}`, `${logicalId.toLowerCase()}.yaml`, text),
    nestedIn: { stack: shop, logicalId },
  }));
  return [shop, ...inner];
}

const nesting = (parameters = '{}') =>
  `{ Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: x, Parameters: ${parameters} } }`;

/** `rule template LogicalId: problem` for each open finding of these rules. */
const findings = (stacks: StackTemplate[], ...rules: string[]) =>
  openFindings(
    evaluate(
      stacks,
      RULES.filter(({ id }) => rules.length === 0 || rules.includes(id)),
      { subscriptionFilters: 2 },
    ),
  ).map(({ rule, template, logicalId, problem }) => `${rule} ${template} ${logicalId}: ${problem}`);

const FUNCTION = 'Function: { Type: AWS::Lambda::Function, Properties: { Role: !GetAtt Role.Arn } }';
const LOGS = (name: string) =>
  `Logs: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: 7, LogGroupName: ${name} } }`;

describe('rules accept settings of a parent stack or another nested stack', () => {
  it.each<[string, string, string, Record<string, string>]>([
    [
      'function-without-log-group',
      'the log group of a nested function, declared in the parent',
      `Resources: { Nested: ${nesting()}, ${LOGS('!Sub "/aws/lambda/${Nested.Outputs.Name}"')} }`,
      { Nested: `Resources: { ${FUNCTION} }\nOutputs: { Name: { Value: !Ref Function } }` },
    ],
    [
      'function-without-log-group',
      'the log group of a function in the parent, declared in the nested stack',
      `Resources: { ${FUNCTION}, Nested: ${nesting('{ Name: !Ref Function }')} }`,
      {
        Nested: `Parameters: { Name: { Type: String } }\nResources: { ${LOGS('!Join ["/", ["", aws, lambda, !Ref Name]]')} }`,
      },
    ],
    [
      'account-role-missing',
      'the role of the account, set in the parent of a nested stage',
      `Resources: { Account: { Type: Custom::ApiGatewayAccountRole }, Nested: ${nesting()} }`,
      {
        Nested:
          'Resources: { Stage: { Type: AWS::ApiGateway::Stage, Properties: { AccessLogSetting: { DestinationArn: x, Format: y } } } }',
      },
    ],
    [
      'execution-log-group-unbounded',
      'the log group of a nested execution log, declared in another nested stack',
      `Resources:
  Apis: ${nesting()}
  Logs: ${nesting('{ api: !GetAtt Apis.Outputs.Api }')}`,
      {
        Apis: `Resources:
  Api: { Type: AWS::ApiGateway::RestApi }
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: !Ref Api
      StageName: prod
      MethodSettings: [{ HttpMethod: "*", ResourcePath: "/*", LoggingLevel: INFO }]
Outputs: { Api: { Value: !Ref Api } }`,
        Logs: `Parameters: { api: { Type: String } }
Resources: { ${LOGS('!Sub "API-Gateway-Execution-Logs_${api}/prod"')} }`,
      },
    ],
    [
      'group-creation-allowed',
      'a deny in the parent for a nested role',
      `Resources:
  Nested: ${nesting()}
  Deny:
    Type: AWS::IAM::Policy
    Properties:
      Roles: [!GetAtt Nested.Outputs.Role]
      PolicyDocument: { Statement: [{ Effect: Deny, Action: "logs:CreateLogGroup", Resource: "*" }] }`,
      {
        Nested: `Resources:
  Role:
    Type: AWS::IAM::Role
    Properties: { ManagedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"] }
  Function: { Type: AWS::Lambda::Function, Properties: { Role: !GetAtt Role.Arn, LoggingConfig: { LogGroup: x } } }
Outputs: { Role: { Value: !Ref Role } }`,
      },
    ],
  ])('%s: %s', (rule, _, yaml, nested) => {
    expect(findings(shopStacks(yaml, nested), rule)).toEqual([]);
  });
});

describe('rules report problems across nested stacks:', () => {
  it.each<[string, string, Record<string, string>, string[]]>([
    [
      'a nested stage whose API is in the parent',
      `Resources:
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { ProtocolType: WEBSOCKET } }
  Nested: ${nesting('{ api: !Ref Api }')}`,
      {
        Nested:
          'Parameters: { api: { Type: String } }\nResources: { Stage: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref api, StageName: dev } } }',
      },
      ['execution-log-off nested.yaml Stage: the stage "dev" of the WebSocket API writes no execution log'],
    ],
    [
      'a nested filter on a log group in the parent',
      `Resources:
  Logs: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: 7, LogGroupClass: INFREQUENT_ACCESS } }
  Nested: ${nesting('{ group: !Ref Logs }')}`,
      {
        Nested:
          'Parameters: { group: { Type: String } }\nResources: { Filter: { Type: AWS::Logs::SubscriptionFilter, Properties: { LogGroupName: !Ref group } } }',
      },
      ['filter-on-infrequent-access nested.yaml Filter: the class of Logs is INFREQUENT_ACCESS'],
    ],
    [
      'filters on one log group, one in each nested stack',
      `Resources:
  Logging: ${nesting()}
  First: ${nesting('{ group: !GetAtt Logging.Outputs.Name }')}
  Second: ${nesting('{ group: !GetAtt Logging.Outputs.Name }')}`,
      {
        Logging:
          'Resources: { Logs: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: 7 } } }\nOutputs: { Name: { Value: !Ref Logs } }',
        ...Object.fromEntries(
          ['First', 'Second'].map((id) => [
            id,
            'Parameters: { group: { Type: String } }\nResources: { Filter: { Type: AWS::Logs::SubscriptionFilter, Properties: { LogGroupName: !Sub "${group}" } } }',
          ]),
        ),
      },
      ['subscription-filters-full logging.yaml Logs: ${Logs} has 2 subscription filters, and the limit is 2'],
    ],
    [
      'a parameter value from the parent',
      `Resources: { Nested: ${nesting('{ arn: "arn:aws:logs:eu-west-1:111122223333:log-group:x:*" }')} }`,
      {
        Nested: `Parameters: { arn: { Type: String, Default: unused } }
Resources:
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: { StageName: dev, AccessLogSetting: { DestinationArn: !Ref arn, Format: $context.requestId } }`,
      },
      ['access-log-destination-wildcard nested.yaml Stage: the ARN of the log group ends in :*'],
    ],
    [
      'the same logical ids in two stacks',
      `Resources: { Nested: ${nesting()}, ${LOGS('x')}, ${FUNCTION} }`,
      {
        Nested: `Resources: { ${FUNCTION}, ${LOGS('!Sub "/aws/lambda/${Function}"')} }`,
      },
      ['function-without-log-group shop.yaml Function: the function writes to the log group that Lambda creates'],
    ],
  ])('%s', (_, yaml, nested, expected) => {
    const rules = expected.map((text) => text.split(' ')[0] ?? '');
    expect(findings(shopStacks(yaml, nested), ...rules)).toEqual(expected);
  });

  it('but not for the default of a parameter whose value is known only at deployment', () => {
    const nested = `Parameters: { arn: { Type: String, Default: "x:*" } }
Resources:
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: { AccessLogSetting: { DestinationArn: !Ref arn, Format: $context.requestId } }`;
    const found = (parameters: string) =>
      findings(
        shopStacks(`Resources: { Nested: ${nesting(parameters)} }`, { Nested: nested }),
        'access-log-destination-wildcard',
      ).length;
    expect(found('{}')).toBe(1);
    expect(found('!If [A, { arn: y }, { arn: z }]')).toBe(0);
  });

  it('once for a template that several stacks nest', () => {
    const unbounded = 'Resources: { Logs: { Type: AWS::Logs::LogGroup } }';
    const [shop, ...nested] = shopStacks(`Resources: { A: ${nesting()}, B: ${nesting()} }`, {
      A: unbounded,
      B: unbounded,
    });
    const sameFile = nested.map((one) => ({ ...one, file: 'logs.yaml' }));
    expect(findings([shop as StackTemplate, ...sameFile])).toEqual([
      'log-group-without-retention logs.yaml Logs: the log group has no retention',
    ]);
  });
});

describe('references that cannot be resolved', () => {
  it.each([
    ['circular references', '{ p: !GetAtt Nested.Outputs.o }', '!Ref p'],
    ['an output that does not exist', '{ p: !GetAtt Nested.Outputs.other }', '1'],
    ['a template in S3', '{ p: !GetAtt Elsewhere.Outputs.o }', '1'],
    ['AWS::NoValue', '{ p: !Ref AWS::NoValue }', '1'],
    ['parameters that are known only at deployment', '!If [A, { p: 1 }, { p: 2 }]', '1'],
  ])('are known only at deployment: %s', (_, parameters, output) => {
    const stacks = shopStacks(`Resources: { Nested: ${nesting(parameters)}, Elsewhere: ${nesting()} }`, {
      Nested: `Parameters: { p: { Type: String } }
Resources: { Logs: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: !Ref p } } }
Outputs: { o: { Value: ${output} } }`,
    });
    expect(findings(stacks)).toEqual([]);
  });
});
