import { Stack } from 'aws-cdk-lib';
import { WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { describe, expect, it } from 'vitest';
import type { StackTemplate } from '../../../../core/template/assembly.ts';
import type { Template } from '../../../../core/template/template.ts';
import { ApiLogging } from '../../../../infra/constructs/api-logging/api-logging.ts';
import { ApiGatewayAccountStack } from '../../../../infra/stacks/api-gateway-account-stack.ts';
import { ServiceError } from '../../../../local/logs-service/service-error.ts';
import type { DeployableResource } from '../engine/deployed-stack.ts';
import { missingLogRights } from '../engine/log-rights.ts';
import type { Handlers } from '../handlers/real-handlers.ts';
import { synthesizedStacks } from '../synthesized-stacks.ts';
import { httpAndWebSocketApis, lambda, restApi } from './existing-apps.ts';
import {
  WITH_ANOTHER_ID_AFTER_FAILURE,
  WITH_UNBOUNDED_REASON,
  WITHOUT_DEADLINE,
  WITHOUT_RESPONSE,
  WITHOUT_RETRIES,
  WITHOUT_RETRIES_AT_IAM,
} from './faulty-handlers.ts';
import { destroyAll, startRehearsal } from './rehearsal.ts';

// Faults that templates and handlers of Tailgate had. Each is put back, and the rehearsal must find it.

const correct = synthesizedStacks((app) => {
  new ApiGatewayAccountStack(app, 'ApiGatewayAccount');
  const stack = new Stack(app, 'Orders');
  restApi(stack);
  httpAndWebSocketApis(stack);
  ApiLogging.of(app).enable();
});

/** The stacks, with each resource of a type changed. */
function withFault(
  type: string,
  change: (resource: DeployableResource) => object,
  stacks: readonly StackTemplate[] = correct,
): StackTemplate[] {
  return stacks.map((stack) => {
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
  const fixed = withFault('Custom::AdoptedLogGroup', (resource) =>
    isHttpLog(resource)
      ? {
          Type: 'AWS::Logs::LogGroup',
          DeletionPolicy: 'Retain',
          Properties: { LogGroupName: '/aws/vendedlogs/apis/OrdersHttp' },
        }
      : {},
  );
  // A log group has its name as `Ref`.
  const byRef = (text: string) => text.replace(/\{"Fn::GetAtt":\["(\w+)","LogGroupName"\]\}/g, '{"Ref":"$1"}');
  const stacks = fixed.map((stack) => ({
    ...stack,
    template: JSON.parse(byRef(JSON.stringify(stack.template))) as Template,
  }));
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

const withRoute = synthesizedStacks((app) => {
  new ApiGatewayAccountStack(app, 'ApiGatewayAccount');
  const stack = new Stack(app, 'Orders');
  const webSocketApi = new WebSocketApi(stack, 'WebSocket');
  new WebSocketStage(stack, 'Stage', { webSocketApi, stageName: 'prod', autoDeploy: true });
  const integration = new WebSocketLambdaIntegration('Integration', lambda(stack));
  webSocketApi.addRoute('$connect', { integration });
  ApiLogging.of(app).enable({ routes: { $connect: { executionLevel: 'OFF' } } });
});
it('a stage with settings of a route that is created after it', async () => {
  await startRehearsal().cloudFormation.deploy(withRoute);
  const faulty = withFault('AWS::ApiGatewayV2::Stage', () => ({ DependsOn: [] }), withRoute);
  await expect(startRehearsal({ preference: 'last' }).cloudFormation.deploy(faulty)).rejects.toThrow(
    'Unable to find Route by key $connect within the provided RouteSettings',
  );
});

describe('a custom resource', () => {
  it('calls services before its new role is effective, and does not try again', async () => {
    await startRehearsal().cloudFormation.deploy(correct);
    const { cloudFormation } = startRehearsal({ handlers: WITHOUT_RETRIES });
    await expect(cloudFormation.deploy(correct)).rejects.toThrow(
      'because no identity-based policy allows the apigateway:GET action',
    );
  });

  it('keeps a broken role, because IAM does not know its permissions yet', async () => {
    const lostLogs = async (handlers?: Partial<Handlers>) => {
      const { account, region, cloudFormation } = startRehearsal(handlers && { handlers });
      region.apiGatewayRoleArn = 'arn:aws:iam::123456789012:role/deleted';
      await cloudFormation.deploy(correct);
      return missingLogRights(account, region);
    };
    expect(await lostLogs()).toEqual([]);
    expect(await lostLogs(WITHOUT_RETRIES_AT_IAM)).toContainEqual(
      expect.stringContaining('loses its logs: API Gateway cannot write with the role'),
    );
  });

  /** The message and the duration in seconds of a deployment that fails. */
  async function failure(stacks: readonly StackTemplate[], handlers: Partial<Handlers>, fault?: ServiceError) {
    const { account, cloudFormation } = startRehearsal({ handlers });
    if (fault) account.serviceFault = () => fault;
    const start = account.clock.now();
    const message = await cloudFormation.deploy(stacks).then(
      () => '',
      (error: Error) => error.message,
    );
    return { message, seconds: (account.clock.now() - start) / 1000 };
  }

  it('tries again for longer than its function may run', async () => {
    const throttled = new ServiceError('TooManyRequestsException', 'Too Many Requests', 429);
    const reported = await failure(correct, {}, throttled);
    expect(reported.message).toContain('Message returned: Too Many Requests');
    expect(reported.seconds).toBeLessThan(300);
    expect((await failure(correct, WITHOUT_DEADLINE, throttled)).message).toContain('did not receive a response');
  });

  it('has no ServiceTimeout', async () => {
    const stacks = withFault('Custom::ApiGatewayAccountRole', ({ Properties: { ServiceTimeout, ...rest } = {} }) => ({
      Properties: rest,
    }));
    // Three invocations of five minutes, and the pauses between them.
    expect((await failure(correct, WITHOUT_RESPONSE)).seconds).toBe(1140);
    expect((await failure(stacks, WITHOUT_RESPONSE)).seconds).toBe(3600);
  });

  it('has another physical id after its creation failed', async () => {
    const status = async (handlers: Partial<Handlers>) => {
      const { account, cloudFormation } = startRehearsal({ handlers });
      const Resource = 'arn:aws:logs:*:*:log-group:API-Gateway-Execution-Logs_*';
      account.serviceControlPolicies.push({
        Statement: { Effect: 'Deny', Action: 'logs:PutRetentionPolicy', Resource },
      });
      await expect(cloudFormation.deploy(correct)).rejects.toThrow(/PutRetentionPolicy|Invalid PhysicalResourceId/);
      const failed = cloudFormation.stack('Orders').status;
      account.serviceControlPolicies.pop();
      const second = await cloudFormation.deploy(correct).catch((error: Error) => error.message);
      return [failed, second];
    };
    expect(await status({})).toEqual(['ROLLBACK_COMPLETE', undefined]);
    expect(await status(WITH_ANOTHER_ID_AFTER_FAILURE)).toEqual([
      'ROLLBACK_FAILED',
      expect.stringContaining('Invalid PhysicalResourceId'),
    ]);
  });

  it('sends a reason without a limit', async () => {
    const long = new ServiceError('InvalidParameterException', `The value is not valid: ${'x'.repeat(5000)}`);
    expect((await failure(correct, {}, long)).message).toContain('Message returned: The value is not valid: xxx');
    expect((await failure(correct, WITH_UNBOUNDED_REASON, long)).message).toContain('Response object is too long.');
  });
});
