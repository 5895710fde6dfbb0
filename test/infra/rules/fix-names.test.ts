import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TemplateTool } from '../../../infra/rules/model/template-tool.ts';
import { fixFor } from '../../../infra/rules/rule.ts';
import { RULES } from '../../../infra/rules/rules.ts';
import { findingsIn } from './check-rule.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const MODULES = [
  'core',
  'aws-apigateway',
  'aws-apigatewayv2',
  'aws-iam',
  'aws-lambda',
  'aws-logs',
  'aws-logs-destinations',
  'cx-api',
];

/** The types of the CDK: classes and props, and of each CloudFormation property the same name in lower case. */
const CDK_TYPES = wordsOf(
  ...MODULES.flatMap((module) => filesIn(join(ROOT, 'node_modules', 'aws-cdk-lib', module, 'lib'), '.d.ts')),
);
const OWN_CONSTRUCTS = wordsOf(
  ...['constructs', 'stacks'].flatMap((folder) => filesIn(join(ROOT, 'infra', folder), '.ts')),
  ...filesIn(join(ROOT, 'infra', 'rules'), 'rule-settings.ts'),
);

/** What only SAM has, and the sections and attributes of templates.
 *  @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html Policies
 *  @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html OpenApiVersion
 *  @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
 *  @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-cloudwatchlogs.html
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-product-attribute-reference.html */
const TEMPLATE_WORDS = [
  'HttpApi',
  'OpenApiVersion',
  'WebSocketApi',
  'ServerlessRestApi',
  'CloudWatchLogs',
  'DeletionPolicy',
  'DependsOn',
  'StackId',
];

/** @see https://www.serverless.com/framework/docs/providers/aws/guide/serverless.yml
 *  @see https://www.serverless.com/framework/docs/providers/aws/guide/resources resources.extensions, and the logical ids
 *  @see https://www.serverless.com/framework/docs/providers/aws/events/cloudwatch-log */
const SERVERLESS_KEYS = [
  'functions.<name>.disableLogs',
  'functions.<name>.logs.applicationLogLevel',
  'functions.<name>.logs.logGroupClass',
  'provider.iam.role.statements',
  'provider.kmsKeyArn',
  'provider.logRetentionInDays',
  'provider.logs.httpApi',
  'provider.logs.httpApi.format',
  'provider.logs.lambda.logFormat',
  'provider.logs.restApi',
  'provider.logs.restApi.format',
  'provider.logs.restApi.fullExecutionData',
  'provider.logs.restApi.level',
  'provider.logs.restApi.roleManagedExternally',
  'provider.logs.websocket',
  'provider.logs.websocket.format',
  'provider.logs.websocket.fullExecutionData',
  'provider.logs.websocket.level',
  'resources.Resources',
  'resources.extensions',
];

/** Words with a capital letter inside that are not names of code. */
const PRODUCTS = ['CloudFormation', 'CloudFront', 'CloudWatch', 'WebSocket', 'ServerlessDeploymentBucket'];

/** How a template shows which tool made it. */
const HEADERS: Readonly<Record<TemplateTool, string>> = {
  cdk: 'Parameters: { BootstrapVersion: { Type: String } }',
  sam: 'Transform: AWS::Serverless-2016-10-31',
  serverless: 'Outputs: { ServerlessDeploymentBucketName: { Value: bucket } }',
  cloudformation: '',
};

const ROLE = 'Role: { Type: AWS::IAM::Role }';
const ACCOUNT = 'Type: AWS::ApiGateway::Account, Properties: { CloudWatchRoleArn: !GetAtt Role.Arn }';
/** Templates whose findings have a fix of their own. */
const SPECIAL = [
  'Api: { Type: AWS::ApiGatewayV2::Api, Properties: { ProtocolType: HTTP, Target: "https://example.com" } }',
  `Api: { Type: AWS::ApiGateway::RestApi }\nAccount: { ${ACCOUNT} }\n${ROLE}`,
  `Api: { Type: AWS::ApiGateway::RestApi }\nAccount: { ${ACCOUNT} }\nSecond: { ${ACCOUNT} }\n${ROLE}`,
  ...RULES.map(({ examples }) => examples.wrong),
];

/** All files below a folder whose names have this end. */
function filesIn(folder: string, end: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(end))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}

function wordsOf(...texts: readonly string[]): ReadonlySet<string> {
  return new Set(texts.flatMap((text) => text.match(/[A-Za-z_]\w+/g) ?? []));
}

/** All fixes in the words of a tool, also those of single findings. */
function fixesOf(tool: TemplateTool): string[] {
  const ofFindings = SPECIAL.flatMap((yaml) =>
    findingsIn(`${HEADERS[tool]}\nResources:\n${yaml.replace(/^/gm, '  ')}`, RULES).map(({ fix }) => fix),
  );
  return [...new Set([...RULES.map(({ fix }) => fixFor(tool, fix)), ...ofFindings])];
}

/** Names of code in a text: words with a capital letter inside, and members like `RetentionDays.ONE_MONTH`. Variables of a format, ARNs,
 *  actions and types of resources are not names of the tool. */
function namesIn(text: string): string[] {
  const code = text
    .replace(/\$context\.[\w.]+|\b(?:arn:|AWS::|logs:|@aws-cdk)[\w:/.${}-]*|\$\{\w+\}|"[^"]*"|API-Gateway-\S+/g, '')
    .match(/\b[A-Za-z][a-z0-9]+[A-Z]\w*|\b[A-Z][A-Za-z]+(?=\.[A-Z_]{3})|(?<=\.)[A-Z][A-Z_]{2,}\b/g);
  return (code ?? []).filter((name) => !PRODUCTS.includes(name));
}

const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);

describe('each name in the fixes exists:', () => {
  it('the calls and props of the CDK', () => {
    const names = fixesOf('cdk').flatMap(namesIn);
    expect(names.length).toBeGreaterThan(40);
    expect(names.filter((name) => !CDK_TYPES.has(name) && !OWN_CONSTRUCTS.has(name))).toEqual([]);
  });

  it.each(['sam', 'cloudformation'] as const)('the properties of %s', (tool) => {
    const names = fixesOf(tool)
      .flatMap(namesIn)
      .filter((name) => /^[A-Z]/.test(name) && !TEMPLATE_WORDS.includes(name));
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !CDK_TYPES.has(lowerFirst(name)))).toEqual([]);
  });

  it('the keys of serverless.yml', () => {
    const paths = fixesOf('serverless').flatMap(
      (text) => text.match(/\b(?:provider|functions|resources)\.[\w.<>]*\w/g) ?? [],
    );
    expect(paths.length).toBeGreaterThan(20);
    const unknown = paths.filter(
      (path) => !SERVERLESS_KEYS.includes(path) && !/^resources\.(?:Resources|extensions)\./.test(path),
    );
    expect(unknown).toEqual([]);
  });

  it.each(['sam', 'serverless', 'cloudformation'] as const)('no words of the CDK in those of %s', (tool) => {
    const words = /\bCDK\b|\.enable\(|RetentionDays|cloudWatchRole|deployOptions/;
    expect(fixesOf(tool).filter((text) => words.test(text))).toEqual([]);
  });
});
