import { expect, it } from 'vitest';
import { accessLogDestinationWildcard } from '../../../infra/rules/access-log-destination-wildcard.ts';
import { fixFor, type Rule } from '../../../infra/rules/rule.ts';
import { RULES } from '../../../infra/rules/rules.ts';
import { stageWithoutAccessLog } from '../../../infra/rules/stage-without-access-log.ts';
import { findingsIn } from './check-rule.ts';

const API = 'Api: { Type: AWS::Serverless::HttpApi }';
const STAGE = 'Stage: { Type: AWS::ApiGateway::Stage, Properties: { StageName: prod } }';
const FUNCTION = 'Type: AWS::Serverless::Function, Properties: { Events: { Get: { Type: Api, Properties: {} } } }';
const SAM = 'Transform: AWS::Serverless-2016-10-31';

const fixes = (yaml: string, rule: Rule) => findingsIn(yaml, [rule]).map(({ fix }) => fix);

it.each<[string, string, 'cdk' | 'sam' | 'serverless' | 'cloudformation']>([
  ['a resource of SAM', `${SAM}\nResources: { ${API} }`, 'sam'],
  ['a resource of SAM in a template without the transform', `Resources: { ${API} }`, 'sam'],
  ['the implicit API of SAM', `Resources: { Fn: { ${FUNCTION} } }`, 'sam'],
  ['a resource of CloudFormation in a template of SAM', `${SAM}\nResources: { ${STAGE} }`, 'cloudformation'],
  ['a resource of CloudFormation', `Resources: { ${STAGE} }`, 'cloudformation'],
  ['a resource of a CDK app', `Parameters: { BootstrapVersion: { Type: String } }\nResources: { ${STAGE} }`, 'cdk'],
  [
    'a resource of the Serverless Framework',
    `Outputs: { ServerlessDeploymentBucketName: { Value: b } }\nResources: { ${STAGE} }`,
    'serverless',
  ],
])('the fix is in the words for %s', (_, yaml, tool) => {
  const text = yaml.includes('\nResources:') ? yaml : `\n${yaml}`;
  expect(fixes(text, stageWithoutAccessLog)).toEqual([fixFor(tool, stageWithoutAccessLog.fix)]);
});

it('sections of a template can be empty', () => {
  const sections = ['Transform', 'Parameters', 'Mappings', 'Conditions', 'Outputs', 'Globals', 'Metadata'];
  const empty = sections.map((name) => `${name}:`).join('\n');
  expect(fixes(`${empty}\nResources: { ${API} }`, stageWithoutAccessLog)).toHaveLength(1);
});

// https://github.com/aws/aws-sam-cli/blob/develop/samcli/hook_packages/terraform/hooks/prepare/property_builder.py copies no logging settings.
it('the copy of a Terraform project has no findings, because Terraform deploys more settings than it has', () => {
  const copy = (metadata: string) => `\nMetadata: { ${metadata} }\nResources: { Fn: { Type: AWS::Lambda::Function } }`;
  expect(findingsIn(copy('AWS::SAM::Hook: { HookName: terraform }'), RULES)).toEqual([]);
  expect(findingsIn(copy('Other: { HookName: terraform }'), RULES)).not.toEqual([]);
});

// logGroupDestinationArnWithoutWildcard is read only by aws-apigateway, also in aws-cdk-lib 2.276.0.
it('the feature flag of the CDK is the fix for stages of REST APIs only', () => {
  const log = 'Logs: { Type: AWS::Logs::LogGroup }';
  const stage = (type: string, setting: string) =>
    `\nParameters: { BootstrapVersion: { Type: String } }\nResources: { ${log}, Stage: { Type: ${type}, Properties: { ${setting}: { DestinationArn: !GetAtt Logs.Arn, Format: '{}' } } } }`;
  const [rest] = fixes(stage('AWS::ApiGateway::Stage', 'AccessLogSetting'), accessLogDestinationWildcard);
  const [http] = fixes(stage('AWS::ApiGatewayV2::Stage', 'AccessLogSettings'), accessLogDestinationWildcard);
  expect(rest).toContain('logGroupDestinationArnWithoutWildcard');
  expect(http).toMatch(/^On the CfnStage: addPropertyOverride\('AccessLogSettings\.DestinationArn'/);
});
