import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { readRunningCommand } from '../../local/running-command.ts';
import { type Result, RunningLogs, runLogs } from './run-logs.ts';

const TEMPLATE = 'NotesApi.template.json';

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ApiResponse {
  readonly status: number;
  readonly body: string;
  /** The request id of API Gateway. */
  readonly requestId: string;
}

interface StartOptions {
  readonly tracesData?: boolean;
  readonly authorizes?: boolean;
}

/** An authorizer that allows every request with a user name. */
const AUTHORIZER = `exports.handler = async ({ authorizationToken, methodArn }) => ({
  principalId: authorizationToken,
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: methodArn.replace(/\\/.*/, '/*') }],
  },
});`;

/** The sample's stacks, running on this machine. */
export class NotesStacks {
  readonly cwd = mkdtempSync(join(tmpdir(), 'tailgate-test-'));
  #dev: RunningLogs | undefined;
  #url = '';

  /** @param options.tracesData whether data trace is on: the execution log then contains bodies and headers.
   *  @param options.authorizes whether each call must name its user in the header `X-User`. */
  async start({ tracesData = true, authorizes = false }: StartOptions = {}): Promise<void> {
    cpSync(inject('assembly'), join(this.cwd, 'cdk.out'), { recursive: true });
    this.#removeLimits();
    if (tracesData) this.#traceData();
    if (authorizes) this.#authorize();
    this.#dev = new RunningLogs(['dev', '--port', '0', '--memory'], { cwd: this.cwd });
    await this.#dev.until(({ stdout }) => stdout.includes('AWS endpoint'));
    const apis = Object.entries(readRunningCommand(this.cwd)?.apis ?? {});
    this.#url = apis.find(([name]) => name.startsWith('NotesApi/'))?.[1] ?? '';
  }

  /** The URL of the sample's API, with its stage. */
  get url(): string {
    return this.#url;
  }

  async stop(): Promise<void> {
    await this.#dev?.interrupt();
    rmSync(this.cwd, { recursive: true });
  }

  async send({ method, path, body, headers }: ApiRequest): Promise<ApiResponse> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: { 'X-User': 'somebody', ...headers },
      ...(body !== undefined && { body }),
    });
    const requestId = response.headers.get('x-amzn-requestid') ?? '';
    return { status: response.status, body: await response.text(), requestId };
  }

  logs(...args: readonly string[]): Promise<Result> {
    return runLogs(args, { cwd: this.cwd });
  }

  following(...args: readonly string[]): RunningLogs {
    return new RunningLogs(args, { cwd: this.cwd });
  }

  /** Removes the throttling: tests send more requests at once than the stage accepts in a second. */
  #removeLimits(): void {
    this.#change((text) => text.replace(/,\s*"ThrottlingBurstLimit": \d+,\s*"ThrottlingRateLimit": \d+/, ''));
  }

  #traceData(): void {
    this.#change((text) => text.replace('"DataTraceEnabled": false', '"DataTraceEnabled": true'));
  }

  #authorize(): void {
    this.#change((text) => {
      const { Resources: resources, ...rest } = JSON.parse(text);
      const api = resourcesOf(resources, 'AWS::ApiGateway::RestApi')[0]?.[0];
      for (const [, { Properties: method }] of resourcesOf(resources, 'AWS::ApiGateway::Method')) {
        Object.assign(method, { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'Users' } });
      }
      resources.UsersFunction = {
        Type: 'AWS::Lambda::Function',
        Properties: { Runtime: 'nodejs24.x', Handler: 'index.handler', Code: { ZipFile: AUTHORIZER } },
      };
      const integration = 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/';
      resources.Users = {
        Type: 'AWS::ApiGateway::Authorizer',
        Properties: {
          Type: 'TOKEN',
          Name: 'users',
          RestApiId: { Ref: api },
          IdentitySource: 'method.request.header.X-User',
          AuthorizerUri: { 'Fn::Sub': `${integration}\${UsersFunction.Arn}/invocations` },
        },
      };
      return JSON.stringify({ Resources: resources, ...rest });
    });
  }

  #change(change: (template: string) => string): void {
    const file = join(this.cwd, 'cdk.out', TEMPLATE);
    const template = readFileSync(file, 'utf8');
    const changed = change(template);
    if (changed === template) throw new Error(`${TEMPLATE} has nothing to change`);
    writeFileSync(file, changed);
  }
}

interface TemplateResource {
  readonly Type: string;
  readonly Properties: object;
}

function resourcesOf(resources: Readonly<Record<string, TemplateResource>>, type: string) {
  return Object.entries(resources).filter(([, { Type }]) => Type === type);
}
