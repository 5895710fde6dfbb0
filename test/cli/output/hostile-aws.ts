import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { close, listen } from '../../../local/http/loopback.ts';

/** Members of a response of JSON, or the elements of a response of XML. */
type Answer = Readonly<Record<string, unknown>>;

/** The answer of each operation that the command uses, with a hostile text as every value. */
const ANSWERS: Readonly<Record<string, (text: string) => Answer>> = {
  // CloudWatch Logs
  DescribeLogGroups: (text) => ({
    logGroups: [{ logGroupName: text, arn: text, logGroupClass: text, storedBytes: 1e300, creationTime: -1 }],
  }),
  DescribeLogStreams: (text) => ({
    logStreams: [{ logStreamName: text, arn: text, lastEventTimestamp: 1e300, firstEventTimestamp: -1 }],
  }),
  FilterLogEvents: (text) => ({
    events: [{ eventId: text, logStreamName: text, timestamp: Date.now() - 1000, ingestionTime: 1e300, message: text }],
  }),
  // Lambda
  ListFunctions: (text) => ({ Functions: [{ FunctionName: text, FunctionArn: text }] }),
  GetFunctionConfiguration: (text) => ({
    FunctionName: text,
    Version: text,
    Architectures: [text],
    LoggingConfig: { LogGroup: text },
  }),
  // API Gateway
  GetRestApis: (text) => ({ item: [{ id: text, name: text }] }),
  'GetStages (REST)': (text) => ({
    item: [{ stageName: text, accessLogSettings: { destinationArn: logsArn(text) }, tags: { [text]: text } }],
  }),
  GetResources: (text) => ({ item: [{ resourceMethods: { [text]: { methodIntegration: { uri: text } } } }] }),
  GetApis: (text) => ({ items: [{ apiId: text, name: text, protocolType: text }] }),
  GetStages: (text) => ({
    items: [{ stageName: text, accessLogSettings: { destinationArn: logsArn(text) }, tags: { [text]: text } }],
  }),
  GetIntegrations: (text) => ({ items: [{ integrationUri: text }] }),
  // CloudFormation
  ListStacks: (text) => ({ StackSummaries: { member: { StackName: text, StackStatus: text } } }),
  ListStackResources: (text) => ({
    StackResourceSummaries: { member: { ResourceType: 'AWS::Lambda::Function', PhysicalResourceId: text } },
  }),
  // DynamoDB
  Query: (text) => ({
    Items: [
      { sk: S(text), domainId: S(text), label: S(text), scopes: { L: [S(text)] }, createdAt: { N: '1e300' } },
      { sk: S(text), domainId: S(text), label: S(text), scopes: S(text), createdAt: S(text) },
    ],
  }),
  Get: (text) => ({ Item: { pk: S(text), secret: S(text) } }),
  Put: () => ({}),
  Update: () => ({}),
  Delete: () => ({}),
};

/** The operations that have an answer. `StartLiveTail` has a stream of its own format, of which only the errors are hostile. */
export const ANSWERED: readonly string[] = [
  ...Object.keys(ANSWERS).map((name) => name.replace(/ .*/, '')),
  'StartLiveTail',
];

function logsArn(name: string): string {
  return `arn:aws:logs:eu-west-1:123456789012:log-group:/access${name.replaceAll(':', '')}`;
}

function S(text: string): object {
  return { S: text };
}

/** An AWS endpoint whose answers, or whose errors, have hostile texts. */
export class HostileAws {
  readonly #text: string;
  readonly #server = createServer((request, response) => void this.#respond(request, response));
  /** Whether each call fails, with a hostile code and message. */
  fails = false;
  readonly called = new Set<string>();

  constructor(text: string) {
    this.#text = text;
  }

  start(): Promise<string> {
    return listen(this.#server, 0);
  }

  stop(): Promise<void> {
    return close(this.#server);
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await Array.fromAsync(request)).toString();
    const operation = operationOf(request, body);
    const isXml = operation.startsWith('List') && operation !== 'ListFunctions';
    this.called.add(operation.replace(/ .*/, ''));
    if (this.fails) return send(response, 400, isXml, { Error: { Code: this.#text, Message: this.#text } }, this.#text);
    const answer = ANSWERS[operation]?.(this.#text) ?? {};
    send(response, 200, isXml, isXml ? { [`${operation}Result`]: answer } : answer, this.#text);
  }
}

function send(response: ServerResponse, status: number, isXml: boolean, answer: Answer, text: string): void {
  response.writeHead(status, { 'Content-Type': isXml ? 'text/xml' : 'application/x-amz-json-1.1' });
  if (isXml) response.end(`<Response>${xml(answer)}</Response>`);
  else response.end(JSON.stringify(status === 200 ? answer : { __type: text, message: text, Message: text }));
}

function xml(value: unknown): string {
  if (typeof value !== 'object' || value === null) {
    return String(value).replace(/[^\w.-]/gu, (character) => `&#${character.codePointAt(0)};`);
  }
  return Object.entries(value)
    .map(([name, member]) => `<${name}>${xml(member)}</${name}>`)
    .join('');
}

const PATHS: readonly (readonly [RegExp, string])[] = [
  [/^\/2015-03-31\/functions\/[^/]+\/configuration/, 'GetFunctionConfiguration'],
  [/^\/2015-03-31\/functions/, 'ListFunctions'],
  [/^\/restapis\/[^/]+\/stages/, 'GetStages (REST)'],
  [/^\/restapis\/[^/]+\/resources/, 'GetResources'],
  [/^\/restapis/, 'GetRestApis'],
  [/^\/v2\/apis\/[^/]+\/stages/, 'GetStages'],
  [/^\/v2\/apis\/[^/]+\/integrations/, 'GetIntegrations'],
  [/^\/v2\/apis/, 'GetApis'],
];

function operationOf({ headers, url = '' }: IncomingMessage, body: string): string {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.replace(/^.*\.|Item$/g, '');
  return PATHS.find(([path]) => path.test(url))?.[1] ?? new URLSearchParams(body).get('Action') ?? '';
}
