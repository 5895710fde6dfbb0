import { type App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { HttpApi, HttpMethod, WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { expect, it } from 'vitest';
import type { StackTemplate } from '../../../../core/template/assembly.ts';
import { ApiLogging } from '../../../../infra/constructs/api-logging/api-logging.ts';
import type { ApiLoggingProps } from '../../../../infra/constructs/api-logging/api-logging-props.ts';
import { FunctionLogging } from '../../../../infra/constructs/function-logging/function-logging.ts';
import { ApiGatewayAccountStack } from '../../../../infra/stacks/api-gateway-account-stack.ts';
import { synthesizedStacks } from '../synthesized-stacks.ts';
import { httpAndWebSocketApis, lambda, restApi, withManagedLogGroups } from './existing-apps.ts';
import { README_SNIPPETS, runSnippet } from './readme-snippets.ts';
import { expectDeployed, type Rehearsal, startRehearsal } from './rehearsal.ts';

// What leaves the template and comes back must not exist already, and no log may be lost on the way.

/** The log groups, without those of the functions behind custom resources and of the Logs API: they are deleted with them. */
function logGroupNames({ region, cloudFormation }: Rehearsal): string[] {
  const { logGroups } = region.logs('DescribeLogGroups', { limit: 50 }) as { logGroups: { logGroupName: string }[] };
  const logsApis = [...cloudFormation.stack('Orders').resources.values()]
    .filter(({ logicalId, source }) => logicalId.startsWith('LogsApi') && source.Type === 'AWS::ApiGateway::RestApi')
    .map(({ physicalId }) => physicalId);
  return logGroups
    .map(({ logGroupName }) => logGroupName)
    .filter((name) => ![/Provider|LogsApi/, ...logsApis].some((own) => name.search(own) >= 0));
}

/** Deploys the versions one after the other. No deployment deletes a log group. */
async function expectDeployedInTurn(versions: readonly (readonly StackTemplate[])[]): Promise<Rehearsal> {
  const rehearsal = startRehearsal();
  const kept = new Set<string>();
  for (const version of versions) {
    await expectDeployed(rehearsal, version);
    const names = logGroupNames(rehearsal);
    for (const name of names) kept.add(name);
    expect([...kept].filter((name) => !names.includes(name))).toEqual([]);
  }
  return rehearsal;
}

/** An app with all snippets of the README, its logs of functions and APIs, and its Logs API. */
const readme = (context: Record<string, string> = {}) =>
  synthesizedStacks(
    (app) => {
      const stack = new Stack(app, 'Orders');
      httpAndWebSocketApis(stack);
      const variables = { app, stack, ordersApi: restApi(stack), charge: lambda(stack, 'Refund') };
      for (const code of README_SNIPPETS)
        runSnippet(code, { ...variables, topic: new Topic(stack, `T${code.length}`) });
    },
    { context },
  );
const readmeOn = readme();

it.each([
  ['-c apiLogging=off', { apiLogging: 'off' }],
  ['-c functionLogging=off', { functionLogging: 'off' }],
])('%s, and back again, at the first deployment and later', async (_, context) => {
  const switched = readme(context);
  await expectDeployedInTurn([switched, readmeOn, switched, readmeOn]);
});

interface Variant {
  /** Whether the app has the lines of Tailgate. @default true */
  readonly logging?: boolean;
  readonly apis?: ApiLoggingProps;
  /** @default false */
  readonly isEncrypted?: boolean;
  readonly context?: Record<string, string>;
  /** @default a REST, an HTTP and a WebSocket API */
  readonly define?: (stack: Stack) => void;
}

function allApis(stack: Stack): void {
  httpAndWebSocketApis(stack);
  restApi(stack);
}

const variant = ({ logging = true, apis = {}, isEncrypted = false, define = allApis, context = {} }: Variant = {}) =>
  synthesizedStacks(
    (app: App) => {
      const stack = new Stack(app, 'Orders');
      define(stack);
      const encryptionKey = new Key(stack, 'Key');
      if (!logging) return;
      new ApiGatewayAccountStack(app, 'ApiGatewayAccount');
      ApiLogging.of(app).enable({ ...apis, ...(isEncrypted && { encryptionKey }) });
      FunctionLogging.of(app).enable();
    },
    { context },
  );
const plain = variant();

it.each<[string, Variant]>([
  ['without the lines of Tailgate', { logging: false }],
  ['without its APIs and functions', { define: (stack) => void new Topic(stack, 'Topic') }],
  ['with -c replaceAccountRole=true', { context: { replaceAccountRole: 'true' } }],
  [
    'with another stage and another route',
    {
      define: (stack) => {
        const integration = new HttpLambdaIntegration('Integration', lambda(stack));
        const http = new HttpApi(stack, 'Http', { createDefaultStage: false });
        http.addRoutes({ path: '/other', methods: [HttpMethod.GET], integration });
        http.addStage('DefaultStage', { stageName: 'beta', autoDeploy: true });
        const webSocketApi = new WebSocketApi(stack, 'WebSocket');
        new WebSocketStage(stack, 'WebSocketStage', { webSocketApi, stageName: 'beta', autoDeploy: true });
        restApi(stack, { deployOptions: { stageName: 'beta' } });
      },
    },
  ],
  ['with log groups that the CDK manages', { define: (stack) => allApis(withManagedLogGroups(stack)) }],
  [
    'with a KMS key and other retentions',
    { isEncrypted: true, apis: { retention: RetentionDays.ONE_YEAR, executionRetention: RetentionDays.ONE_DAY } },
  ],
  ['with no access and no execution log', { apis: { accessLogs: false, executionLevel: 'OFF' } }],
])('%s, and back again', async (_, changed) => {
  await expectDeployedInTurn([plain, variant(changed), plain]);
});

it('RemovalPolicy.DESTROY is applied to a stack that is deployed, which keeps its logs until they leave the template', async () => {
  const destroyed = variant({ apis: { removalPolicy: RemovalPolicy.DESTROY } });
  const rehearsal = await expectDeployedInTurn([plain, destroyed, plain, destroyed]);
  const access = () => logGroupNames(rehearsal).filter((name) => name.startsWith('/aws/vendedlogs/apis/'));
  expect(access()).toHaveLength(1);
  await expectDeployed(rehearsal, variant({ logging: false }));
  expect(access()).toEqual([]);
  await expectDeployed(rehearsal, destroyed);
});

it('`create` becomes `adopt`, with the same execution log group', async () => {
  await expectDeployedInTurn([variant({ apis: { executionLogGroup: 'create' } }), plain]);
});
