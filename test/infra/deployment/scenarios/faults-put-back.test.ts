import { Stack } from 'aws-cdk-lib';
import { expect, it } from 'vitest';
import type { StackTemplate } from '../../../../core/template/assembly.ts';
import { ApiLogging } from '../../../../infra/constructs/api-logging/api-logging.ts';
import { ApiGatewayAccountStack } from '../../../../infra/stacks/api-gateway-account-stack.ts';
import { apiGatewayAccount } from '../../../../lambdas/api-gateway-account/api-gateway-account.ts';
import type { CallRetries } from '../../../../lambdas/custom-resource/call-retries.ts';
import { type CustomResourceDefinition, customResource } from '../../../../lambdas/custom-resource/custom-resource.ts';
import type { DeployableResource } from '../engine/deployed-stack.ts';
import { synthesizedStacks } from '../synthesized-stacks.ts';
import { httpAndWebSocketApis, restApi } from './existing-apps.ts';
import { destroyAll, startRehearsal } from './rehearsal.ts';

// Faults that templates of Tailgate had. Each is put back, and the rehearsal must find it.

const correct = synthesizedStacks((app) => {
  new ApiGatewayAccountStack(app, 'ApiGatewayAccount');
  const stack = new Stack(app, 'Orders');
  restApi(stack);
  httpAndWebSocketApis(stack);
  ApiLogging.of(app).enable();
});

/** The stacks, with each resource of a type changed. */
function withFault(type: string, change: (resource: DeployableResource) => object): StackTemplate[] {
  return correct.map((stack) => {
    const resources = Object.entries(stack.template.Resources).map(([id, resource]) => {
      return [id, resource.Type === type ? { ...resource, ...change(resource) } : resource];
    });
    return { ...stack, template: { ...stack.template, Resources: Object.fromEntries(resources) } };
  });
}

it('the app without a fault is deployed, destroyed, and deployed again', async () => {
  const rehearsal = startRehearsal();
  await rehearsal.cloudFormation.deploy(correct);
  await destroyAll(rehearsal, correct);
  await rehearsal.cloudFormation.deploy(correct);
});

it('a deny of CreateLogGroup on the role of a custom resource that creates log groups', async () => {
  const deny = { Effect: 'Deny', Action: 'logs:CreateLogGroup', Resource: '*' };
  const stacks = withFault('AWS::IAM::Policy', ({ Properties = {} }) => {
    const document = Properties.PolicyDocument as { Statement: object[] };
    return {
      Properties: { ...Properties, PolicyDocument: { ...document, Statement: [...document.Statement, deny] } },
    };
  });
  const { cloudFormation } = startRehearsal();
  await expect(cloudFormation.deploy(stacks)).rejects.toThrow(
    /ApiGatewayAccount \| CREATE_FAILED \| AccountRole \| .* logs:CreateLogGroup .* with an explicit deny/,
  );
});

it.each([10, 50, 100])(
  'reserved concurrency in a new account that must keep %s executions unreserved',
  async (minimumUnreserved) => {
    const stacks = withFault('AWS::Lambda::Function', ({ Properties }) => ({
      Properties: { ...Properties, ReservedConcurrentExecutions: 20 },
    }));
    const { cloudFormation } = startRehearsal({
      minimumUnreserved,
      concurrencyQuota: minimumUnreserved,
    });
    await expect(cloudFormation.deploy(stacks)).rejects.toThrow(`below its minimum value of [${minimumUnreserved}]`);
  },
);

it.each([
  ['after a deployment that was destroyed', false],
  ['after a deployment that failed', true],
])('a fixed name of a log group with Retain, %s', async (_, fails) => {
  const isHttpLog = ({ Properties }: DeployableResource) => JSON.stringify(Properties ?? {}).includes('vendedlogs');
  const stacks = withFault('Custom::AdoptedLogGroup', (resource) =>
    isHttpLog(resource)
      ? {
          Type: 'AWS::Logs::LogGroup',
          DeletionPolicy: 'Retain',
          Properties: { LogGroupName: '/aws/vendedlogs/apis/OrdersHttp' },
        }
      : {},
  );
  const rehearsal = startRehearsal();
  const { cloudFormation } = rehearsal;
  const stage = Object.entries(stacks[1]?.template.Resources ?? {}).find(([, { Type, Properties }]) => {
    return Type === 'AWS::ApiGatewayV2::Stage' && Properties?.StageName === '$default';
  })?.[0];
  if (fails) cloudFormation.failAt((id) => (id === stage ? new Error('injected') : undefined));
  const first = cloudFormation.deploy(stacks);
  await (fails ? expect(first).rejects.toThrow('injected') : first);
  cloudFormation.failAt(undefined);
  if (!fails) await destroyAll(rehearsal, stacks);
  await expect(cloudFormation.deploy(stacks)).rejects.toThrow('/aws/vendedlogs/apis/OrdersHttp"}\' already exists');
});

/** A custom resource that makes each call once. */
const withoutRetries = (definition: CustomResourceDefinition): CustomResourceDefinition => ({
  ...definition,
  apply: (properties) => {
    const once = { call: (send: (options: object) => unknown) => send({}) } as unknown as CallRetries;
    return definition.apply(properties, once);
  },
});

it('a custom resource that calls services before its new role is effective, and does not try again', async () => {
  const { cloudFormation } = startRehearsal({
    handlers: { 'api-gateway-account': (host) => customResource(withoutRetries(apiGatewayAccount(host)), host) },
  });
  await expect(cloudFormation.deploy(correct)).rejects.toThrow(
    'because no identity-based policy allows the apigateway:GET action',
  );
});
