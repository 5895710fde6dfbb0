import { Aspects, Aws, CfnCondition, CfnResource, Fn, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, type HttpStage, WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnFunction, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { expect, it } from 'vitest';
import { ApiLogging } from '../../../infra/constructs/api-logging/api-logging.ts';
import { FunctionLogging } from '../../../infra/constructs/function-logging/function-logging.ts';
import { LogInsight } from '../../../infra/constructs/log-insight/log-insight.ts';
import { LogsApi } from '../../../infra/constructs/logs-api/logs-api.ts';
import { ServedLog } from '../../../infra/constructs/logs-api/served-log.ts';
import { emptyStack } from '../synthesize.ts';

function condition(stack: Stack, id = 'IsProd'): CfnCondition {
  return new CfnCondition(stack, id, { expression: Fn.conditionEquals(Aws.REGION, 'eu-west-1') });
}

function createFunction(stack: Stack, id: string, role?: Role): LambdaFunction {
  return new LambdaFunction(stack, id, {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {}'),
    ...(role && { role }),
  });
}

function lambdaRole(stack: Stack): Role {
  return new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
}

function resourceOf({ node }: IConstruct): CfnResource {
  return node.defaultChild as CfnResource;
}

/** Each reference to a resource with a condition, from a resource without this condition. CloudFormation refuses the template where the
 *  condition is false: "Unresolved resource dependencies".
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html */
function brokenReferences(stack: Stack): string[] {
  const { Resources: resources } = Template.fromStack(stack).toJSON();
  return Object.keys(resources).flatMap((id) => {
    const text = JSON.stringify(resources[id].Properties ?? {});
    return Object.keys(resources)
      .filter((other) => text.includes(`{"Ref":"${other}"}`) || text.includes(`{"Fn::GetAtt":["${other}"`))
      .filter((other) => resources[other].Condition !== undefined)
      .filter((other) => resources[other].Condition !== resources[id].Condition)
      .map((other) => `${id} -> ${other}`);
  });
}

it('gives a new log group and its permissions the condition of the function, also where functions share a role', () => {
  const stack = emptyStack();
  const isProd = condition(stack);
  const role = lambdaRole(stack);
  for (let index = 0; index < 28; index += 1) {
    const { cfnOptions } = resourceOf(createFunction(stack, `Shared${index}`, role));
    if (index % 2 === 0) cfnOptions.condition = isProd;
  }
  const own = createFunction(stack, 'Overridden', role);
  resourceOf(own).addOverride('Condition', 'IsProd');
  const l1Role = new CfnRole(stack, 'L1Role', { assumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] } });
  const l1 = new CfnFunction(stack, 'L1', { role: l1Role.attrArn, code: { zipFile: '' }, runtime: 'nodejs24.x' });
  l1.handler = 'index.handler';
  for (const resource of [l1, l1Role]) resource.cfnOptions.condition = isProd;
  FunctionLogging.of(stack).enable();
  expect(brokenReferences(stack)).toEqual([]);
  const policies = JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy'));
  expect(policies.match(/"Condition":"IsProd"/g)).toHaveLength(1);
  expect(policies.match(/"AWS::IAM::ManagedPolicy"/g)).toHaveLength(2);
});

it('gives log groups the condition of their stage, also if an aspect sets it later', () => {
  const stack = emptyStack();
  const isProd = condition(stack);
  const rest = new RestApi(stack, 'Rest', { cloudWatchRole: false });
  rest.root.addMethod('GET', new MockIntegration());
  const http = new HttpApi(stack, 'Http');
  const webSocketApi = new WebSocketApi(stack, 'Chat');
  const live = new WebSocketStage(stack, 'ChatStage', { webSocketApi, stageName: 'live' });
  resourceOf(rest.deploymentStage).cfnOptions.condition = isProd;
  ApiLogging.of(rest).enable({ executionLogGroup: 'create' });
  ApiLogging.of(stack).enable();
  const stages = [http.defaultStage as HttpStage, live].map(resourceOf);
  Aspects.of(stack).add({
    visit: (node) => {
      if (stages.includes(node as CfnResource)) (node as CfnResource).cfnOptions.condition = isProd;
    },
  });
  const template = Template.fromStack(stack);
  for (const [type, count] of [
    ['AWS::Logs::LogGroup', 3],
    ['Custom::AdoptedLogGroup', 2],
  ] as const) {
    const groups = Object.values(template.findResources(type)).filter((group) => group.Condition === 'IsProd');
    expect(groups).toHaveLength(count);
  }
});

it('refuses the condition of a function that an aspect sets when the role already has the permissions', () => {
  const stack = emptyStack();
  const charge = createFunction(stack, 'Charge');
  const isProd = condition(stack);
  FunctionLogging.of(stack).enable();
  Aspects.of(charge).add({
    visit: (node) => {
      if (node instanceof CfnFunction) node.cfnOptions.condition = isProd;
    },
  });
  expect(() => Template.fromStack(stack)).toThrow(
    /FunctionLogging: Orders\/Charge\/ServiceRole\/DefaultPolicy refers to Orders\/Charge\/ResourceLogs\/Resource, which exists only under the condition IsProd/,
  );
});

it.each<[string, (stack: Stack, charge: LambdaFunction) => void]>([
  ['LogInsight', (stack, charge) => new LogInsight(stack, 'Reader', { functions: [charge] })],
  ['LogsApi', (stack, charge) => new LogsApi(stack, 'Reader', { logs: [ServedLog.ofFunction(charge)] })],
])('%s refuses a log that a condition can leave out, unless it has the same condition', (name, create) => {
  const stacks = [false, true].map((isWhole) => {
    const stack = emptyStack({ 'aws:cdk:bundling-stacks': [] });
    const charge = createFunction(stack, 'Charge');
    create(stack, charge);
    const isProd = condition(stack);
    for (const resource of isWhole ? stack.node.findAll() : [resourceOf(charge)])
      if (CfnResource.isCfnResource(resource)) resource.cfnOptions.condition = isProd;
    FunctionLogging.of(stack).enable();
    return stack;
  });
  const [partly, whole] = stacks as [Stack, Stack];
  expect(() => Template.fromStack(partly)).toThrow(
    new RegExp(
      `${name}: Orders/Reader refers to Orders/Charge/Resource.*, which exists only under the condition IsProd`,
    ),
  );
  expect(brokenReferences(whole)).toEqual([]);
});
