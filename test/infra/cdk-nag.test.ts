import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Environment, Stack, Validations } from 'aws-cdk-lib';
import { LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, type HttpStage, WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { afterAll, describe, expect, it } from 'vitest';
import {
  ApiGatewayAccountStack,
  ApiLogging,
  FunctionLogging,
  LogInsight,
  LogsApi,
  ServedLog,
} from '../../infra/index.ts';

const { flattenCfnReference } = createRequire(import.meta.url)('cdk-nag/lib/utils/flatten-cfn-reference.js') as {
  readonly flattenCfnReference: (reference: unknown) => string;
};

/** Warnings of constructs are findings in the report. */
const FLAGS = {
  '@aws-cdk/core:annotationsInValidationReport': true,
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
};

const outdir = mkdtempSync(join(tmpdir(), 'tailgate-nag-'));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

interface Variant {
  readonly env?: Environment;
  readonly context?: Record<string, unknown>;
  /** Whether the Logs API is in a stack of its own. */
  readonly isSplit?: boolean;
}

/** An app with an API of each type, and everything of Tailgate if `withTailgate`. */
function defineApp({ env, context = {}, isSplit = false }: Variant, withTailgate: boolean): App {
  const app = new App({
    analyticsReporting: false,
    context: { ...FLAGS, ...context },
    outdir: mkdtempSync(join(outdir, 'app-')),
  });
  const props = env === undefined ? {} : { env };
  const stack = new Stack(app, 'Orders', props);
  const code = { runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code: Code.fromInline('exports.handler = 1') };
  const charge = new LambdaFunction(stack, 'Charge', code);
  const refund = new LambdaFunction(stack, 'Refund', {
    ...code,
    logGroup: LogGroup.fromLogGroupName(stack, 'Shared', '/shared/orders'),
  });
  const { root, deploymentStage: restStage } = new RestApi(stack, 'Rest', { cloudWatchRole: false });
  root.addMethod('GET', new LambdaIntegration(charge));
  const http = new HttpApi(stack, 'Http');
  const integration = new HttpLambdaIntegration('Integration', charge);
  http.addRoutes({ path: '/', methods: [HttpMethod.GET], integration });
  const webSocketApi = new WebSocketApi(stack, 'WebSocket');
  const webSocketStage = new WebSocketStage(stack, 'Stage', { webSocketApi, stageName: 'prod', autoDeploy: true });
  if (!withTailgate) return app;
  new ApiGatewayAccountStack(app, 'ApiGatewayAccount', props);
  ApiLogging.of(app).enable();
  FunctionLogging.of(app).enable();
  const stages = [restStage, http.defaultStage as HttpStage, webSocketStage];
  new LogInsight(stack, 'Insight', { stages, functions: [charge] });
  new LogsApi(isSplit ? new Stack(app, 'Logs', props) : stack, 'LogsApi', {
    logs: [
      ...[charge, refund].map((served) => ServedLog.ofFunction(served)),
      ...stages.map((stage) => ServedLog.ofAccessLog(stage)),
      ...[restStage, webSocketStage].map((stage) => ServedLog.ofExecutionLog(stage)),
    ],
  });
  return app;
}

interface Report {
  readonly pluginReports: readonly {
    readonly violations?: readonly {
      readonly ruleName: string;
      readonly violatingConstructs: readonly { readonly constructPath: string }[];
    }[];
  }[];
}

/** What cdk-nag 3 finds, and the warnings of the constructs. */
function findings(app: App): string[] {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  // The error of the synthesis contains the report, too, as text.
  expect(() => app.synth()).toThrow('validation-report.json');
  const report: Report = JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8'));
  const violations = report.pluginReports.flatMap(({ violations: found = [] }) => found);
  return violations.flatMap(({ ruleName, violatingConstructs }) =>
    violatingConstructs.map(({ constructPath }) => `${constructPath}: ${ruleName}`),
  );
}

const ENV = { account: '123456789012', region: 'eu-west-1' };
describe.each<[string, Variant]>([
  ['no environment', {}],
  ['an environment', { env: ENV, isSplit: true, context: { '@aws-cdk/core:enablePartitionLiterals': true } }],
])('in stacks with %s', (_, variant) => {
  const app = defineApp(variant, true);
  const found = findings(app);

  it('cdk-nag 3 finds nothing in what Tailgate adds', () => {
    const before = findings(defineApp(variant, false));
    expect(before).not.toEqual([]);
    expect(found.filter((finding) => !before.includes(finding))).toEqual([]);
  });

  // The format: https://github.com/cdklabs/cdk-nag/tree/v2, "Suppressing a Rule"
  it('the metadata for cdk-nag 2 names each wildcard in the policies of Tailgate', () => {
    const wildcards = policies(app.outdir).flatMap(({ Properties, Metadata }) => {
      const accepted = Metadata?.cdk_nag?.rules_to_suppress.flatMap(({ applies_to = [] }) => applies_to) ?? [];
      return Properties.PolicyDocument.Statement.filter(({ Effect }) => Effect === 'Allow')
        .flatMap(({ Resource }) => [Resource].flat().map((resource) => `Resource::${flattenCfnReference(resource)}`))
        .filter((resource) => resource.includes('*'))
        .map((resource) => ({ resource, isAccepted: accepted.includes(resource) }));
    });
    expect(wildcards.filter(({ isAccepted }) => !isAccepted)).toEqual([]);
    expect(wildcards.length).toBeGreaterThan(6);
  });
});

interface Policy {
  readonly Type: string;
  readonly Properties: {
    readonly PolicyDocument: {
      readonly Statement: readonly { readonly Effect: string; readonly Resource: unknown }[];
    };
  };
  readonly Metadata?: {
    readonly cdk_nag?: { readonly rules_to_suppress: readonly { readonly applies_to?: readonly string[] }[] };
  };
}

function policies(assembly: string): Policy[] {
  const templates = readdirSync(assembly).filter((name) => name.endsWith('.template.json'));
  return templates
    .flatMap((name): Policy[] => Object.values(JSON.parse(readFileSync(join(assembly, name), 'utf8')).Resources))
    .filter(({ Type }) => Type === 'AWS::IAM::Policy');
}
