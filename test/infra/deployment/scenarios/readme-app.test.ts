import { type App, type AppProps, Aspects, CfnResource, Stack, Stage } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { IConstruct } from 'constructs';
import { expect, it } from 'vitest';
import { ApiLogging } from '../../../../infra/constructs/api-logging/api-logging.ts';
import { FunctionLogging } from '../../../../infra/constructs/function-logging/function-logging.ts';
import { ApiGatewayAccountStack } from '../../../../infra/stacks/api-gateway-account-stack.ts';
import { synthesizedStacks } from '../synthesized-stacks.ts';
import { httpAndWebSocketApis, lambda, restApi } from './existing-apps.ts';
import { README_SNIPPETS, runSnippet } from './readme-snippets.ts';
import { blockedSecondDeployments, destroyAll, expectDeployed, startRehearsal } from './rehearsal.ts';

/** REST, HTTP and WebSocket APIs with functions. */
function orders(stack: Stack): RestApi {
  httpAndWebSocketApis(stack);
  return restApi(stack);
}

/** An app with the code of the README: "In your own CDK app", and on request "The Logs API". */
function readme(app: App, { stackName = 'Orders', logsApi = false } = {}): void {
  const stack = new Stack(app, stackName);
  const ordersApi = orders(stack);
  const [charge, topic] = [lambda(stack, 'Refund'), new Topic(stack, 'Alarms')];
  for (const code of logsApi ? README_SNIPPETS : README_SNIPPETS.slice(0, 1)) {
    runSnippet(code, { app, stack, ordersApi, charge, topic });
  }
}

const readmeStacks = (props?: AppProps) => synthesizedStacks((app) => readme(app), props);
const snippets = synthesizedStacks((app) => readme(app, { logsApi: true }));

it('the README has a snippet for the logging, and one for the Logs API', () => {
  expect(README_SNIPPETS.map((code) => code.includes('LogsApi'))).toEqual([false, true]);
});

it.each(['first', 'last'] as const)(
  'the snippets of the README: deploy, destroy, deploy again (%s)',
  async (preference) => {
    const rehearsal = startRehearsal({ preference });
    await expectDeployed(rehearsal, snippets);
    await destroyAll(rehearsal, snippets);
    await expectDeployed(rehearsal, snippets);
  },
);

it('the snippets of the README: a second attempt works, whichever resource failed at the first', async () => {
  expect(await blockedSecondDeployments(snippets)).toEqual([]);
});

it('the snippets of the README in a second region', async () => {
  const rehearsal = startRehearsal();
  await expectDeployed(rehearsal, snippets);
  await rehearsal.cloudFormation.deploy(snippets, 'us-east-1');
});

const withoutLogging = synthesizedStacks((app) => void orders(new Stack(app, 'Orders')));
const withLogging = synthesizedStacks((app) => {
  orders(new Stack(app, 'Orders'));
  new ApiGatewayAccountStack(app, 'ApiGatewayAccount');
  ApiLogging.of(app).enable();
  FunctionLogging.of(app).enable();
});
it('an update that adds logging works at the second attempt, whichever resource failed at the first', async () => {
  expect(await blockedSecondDeployments(withLogging, withoutLogging)).toEqual([]);
});

const secondApp = synthesizedStacks((app) => readme(app, { stackName: 'Payments' })).filter(
  ({ name }) => name === 'Payments',
);
it('two apps in one account', async () => {
  const rehearsal = startRehearsal();
  await expectDeployed(rehearsal, snippets);
  await expectDeployed(rehearsal, secondApp);
});

const boundedStacks = readmeStacks({
  context: { '@aws-cdk/core:permissionsBoundary': { name: 'boundary' } },
});
it('an account whose bootstrap has a permissions boundary', async () => {
  const rehearsal = startRehearsal();
  rehearsal.account.managedPolicies.set('arn:aws:iam::123456789012:policy/boundary', {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: ['logs:*', 'apigateway:*', 'iam:*', 'xray:*'], Resource: '*' },
  });
  await expectDeployed(rehearsal, boundedStacks);
});

const environments = synthesizedStacks((app) => {
  new ApiGatewayAccountStack(new Stage(app, 'Shared'), 'ApiGatewayAccount');
  for (const name of ['Dev', 'Prod']) orders(new Stack(new Stage(app, name), 'Orders'));
  ApiLogging.of(app).enable();
  FunctionLogging.of(app).enable();
});
it('a stage for each environment, with the role of the account in another one', async () => {
  // Stacks of different stages cannot depend on each other: the user deploys the shared one first.
  const sharedFirst = environments.toSorted(
    (one, other) => Number(other.name === 'Shared-ApiGatewayAccount') - Number(one.name === 'Shared-ApiGatewayAccount'),
  );
  await expectDeployed(startRehearsal(), sharedFirst);
});

/** An aspect that changes functions and protects log groups. */
class Protect {
  visit(node: IConstruct): void {
    if (node instanceof CfnFunction) node.memorySize = 512;
    if (CfnResource.isCfnResource(node) && node.cfnResourceType === 'AWS::Logs::LogGroup') {
      node.addPropertyOverride('Tags', [{ Key: 'team', Value: 'orders' }]);
    }
  }
}
const withAspect = (isFirst: boolean) =>
  synthesizedStacks((app) => {
    if (isFirst) Aspects.of(app).add(new Protect());
    readme(app);
    if (!isFirst) Aspects.of(app).add(new Protect());
  });
it.each([
  ['before', withAspect(true)],
  ['after', withAspect(false)],
])('an aspect of the app that is added %s ours', async (_, stacks) => {
  await expectDeployed(startRehearsal(), stacks);
});

const acrossRegions = synthesizedStacks((app) => {
  const env = (region: string) => ({ env: { account: '123456789012', region }, crossRegionReferences: true });
  const source = new Stack(app, 'Source', env('us-east-1'));
  const target = new Stack(app, 'Target', env('eu-west-1'));
  lambda(target).addEnvironment('TOPIC', new Topic(source, 'Topic').topicArn);
  FunctionLogging.of(app).enable();
});
it('references across regions', async () => {
  await expectDeployed(startRehearsal(), acrossRegions);
});
