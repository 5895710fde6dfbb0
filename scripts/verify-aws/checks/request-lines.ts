import { numberAt, textAt } from '../../../core/record-fields.ts';
import { type Check, type Finding, failed, held, notChecked } from '../check.ts';
import type { DeployedResource, Deployment } from '../deployment.ts';
import { type HttpAnswer, send } from '../http-request.ts';
import { linesWith } from '../log-lines.ts';
import { declaredLogGroups } from './log-groups.ts';

/** The fields that join the lines of a request. Not each request has an `extendedRequestId` or a trace. */
const JOIN_FIELDS = ['requestId', 'integrationRequestId', 'apiId', 'stage', 'method', 'route', 'status'];

const CONNECT_TIMEOUT_MS = 35_000;

interface SentRequest {
  readonly answer: HttpAnswer;
  readonly requestId: string;
  /** The request id of Lambda, from the access line. */
  functionRequestId?: string;
}

/** A real request to the sample, and the lines that it must leave. The checks share the request. */
export function requestLineChecks(): Check[] {
  let sent: SentRequest | undefined;
  const afterRequest = (run: (request: SentRequest, deployment: Deployment) => Promise<Finding>): Check['run'] => {
    return async (deployment) => (sent === undefined ? notChecked('the request failed') : run(sent, deployment));
  };
  return [
    {
      name: 'sample-request',
      assumption: 'The sample creates a note, and the response has the request id of API Gateway.',
      source: 'README.md, "Keep it running"; lambdas/notes-create/handler.ts',
      async run(deployment) {
        const url = `${deployment.urlOf(deployment.only('AWS::ApiGateway::RestApi', 'NotesApi'))}/notes`;
        const { signal } = deployment.options;
        const answer = await send(url, { method: 'POST', body: '{"content":"verify"}', signal });
        const requestId = answer.headers.get('x-amzn-requestid');
        if (answer.status !== 201 || requestId === null)
          return failed(`status ${answer.status}, request id ${requestId}: ${answer.text}`);
        sent = { answer, requestId };
        return held(`201 in ${answer.durationMs} ms`);
      },
    },
    {
      name: 'access-line',
      assumption: 'The access line of the request is JSON, and has the fields that join the lines of the request.',
      source:
        'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html; core/access-log-format.ts',
      run: afterRequest(async (request, deployment) => {
        const group = accessGroup(deployment, 'NotesApi');
        const lines = await linesWith(request.requestId, group, deployment, (found) => found.length > 0);
        const line = lines.find(({ kind, requestId }) => kind === 'api.access' && requestId === request.requestId);
        if (!line) return failed(`no access line in ${group}; ${lines.length} other lines`);
        const missing = JOIN_FIELDS.filter((name) => textAt(line.fields, name) === null);
        request.functionRequestId = textAt(line.fields, 'integrationRequestId') ?? '';
        const evidence = `${Buffer.byteLength(line.message)} bytes, after ${line.ingestionTime - line.timestamp} ms: ${line.message}`;
        const isRight = numberAt(line.fields, 'status') === 201 && textAt(line.fields, 'route') === '/notes';
        return missing.length === 0 && isRight
          ? held(evidence)
          : failed(`missing: ${missing.join(', ') || 'nothing'}; ${evidence}`);
      }),
    },
    {
      name: 'execution-lines',
      assumption: 'The execution lines of the request have its id, from the first line to "Method completed".',
      source:
        'https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html; core/parse/execution-line.ts',
      run: afterRequest(async ({ requestId }, deployment) => {
        const { physicalId } = deployment.only('AWS::ApiGateway::RestApi', 'NotesApi');
        const group = `API-Gateway-Execution-Logs_${physicalId}/prod`;
        const isEnd = (message: string) => message.includes('Method completed with status: 201');
        const lines = await linesWith(requestId, group, deployment, (found) =>
          found.some(({ message }) => isEnd(message)),
        );
        const own = lines.filter((line) => line.kind === 'api.execution' && line.requestId === requestId);
        const evidence = `${own.length} lines in ${group}`;
        return own.some(({ message }) => isEnd(message)) ? held(evidence) : failed(evidence);
      }),
    },
    {
      name: 'function-lines',
      assumption:
        'The function writes JSON lines with the Lambda request id of the access line: its own line and the report of the platform.',
      source:
        'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html; core/parse/platform-json-line.ts',
      run: afterRequest(async ({ functionRequestId }, deployment) => {
        if (!functionRequestId) return notChecked('the access line has no request id of Lambda');
        const { name, group } = functionOf(deployment, 'notes-create');
        const lines = await linesWith(functionRequestId, group, deployment, (found) =>
          found.some(({ kind }) => kind === 'function.report'),
        );
        const kinds = new Set(
          lines
            .filter(({ requestId, message }) => requestId === functionRequestId && message.startsWith('{'))
            .map(({ kind }) => kind),
        );
        const evidence = `${name}: ${lines.length} lines (${[...kinds].join(', ')})`;
        return kinds.has('function.report') && kinds.has('function.log') ? held(evidence) : failed(evidence);
      }),
    },
  ];
}

/** Requests to the APIs of the stack Probe. */
export const PROBE_REQUEST_CHECKS: readonly Check[] = [
  {
    name: 'http-access-line',
    assumption:
      'An HTTP API writes its access line, through log delivery, with the fields that join the lines of the request.',
    source:
      'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html; core/access-log-format.ts',
    async run(deployment) {
      const api = v2Api(deployment, 'HTTP');
      const { signal } = deployment.options;
      const answer = await send(`${deployment.urlOf(api)}/`, { signal });
      if (answer.status !== 200) return failed(`status ${answer.status}: ${answer.text}`);
      const group =
        declaredLogGroups(deployment).find(({ physicalId }) => physicalId.startsWith('/aws/vendedlogs/'))?.physicalId ??
        '';
      const text = answer.headers.get('apigw-requestid') ?? api.physicalId;
      const [line] = await linesWith(text, group, deployment, (found) => found.length > 0);
      if (!line) return failed(`no line with ${text} in ${group}`);
      const missing = JOIN_FIELDS.filter((name) => textAt(line.fields, name) === null);
      return missing.length === 0 ? held(line.message) : failed(`missing: ${missing.join(', ')}; ${line.message}`);
    },
  },
  {
    name: 'websocket-lines',
    assumption:
      'A WebSocket API writes an access line, and its execution lines to the adopted group /aws/apigateway/<api>/<stage>.',
    source:
      'https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html; infra/constructs/api-logging/execution-log-group.ts',
    async run(deployment) {
      const api = v2Api(deployment, 'WEBSOCKET');
      await connectOnce(`${deployment.urlOf(api).replace(/^http/, 'ws')}/prod`, deployment.options.signal);
      const access = groupOfStage(deployment, 'SocketStage');
      const [line] = await linesWith(api.physicalId, access, deployment, (found) => found.length > 0);
      if (!line) return failed(`no access line in ${access}`);
      const requestId = textAt(line.fields, 'requestId') ?? '';
      const execution = `/aws/apigateway/${api.physicalId}/prod`;
      const lines = await linesWith(requestId, execution, deployment, (found) => found.length > 0);
      return lines.length > 0
        ? held(`${lines.length} execution lines; ${line.message}`)
        : failed(`no line with ${requestId} in ${execution}`);
    },
  },
];

/** Opens a connection, and closes it.
 *  @throws Error when it cannot be opened and closed in 35 seconds. */
export function connectOnce(url: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    const end = AbortSignal.any([signal, AbortSignal.timeout(CONNECT_TIMEOUT_MS)]);
    end.addEventListener('abort', () => {
      reject(end.reason);
      socket.close();
    });
    socket.addEventListener('open', () => socket.close());
    socket.addEventListener('close', () => resolve());
    socket.addEventListener('error', () => reject(new Error(`${url} cannot be opened`)));
  });
}

function v2Api(deployment: Deployment, protocol: 'HTTP' | 'WEBSOCKET'): DeployedResource {
  const found = deployment
    .ofType('AWS::ApiGatewayV2::Api')
    .find(({ properties }) => properties.ProtocolType === protocol);
  if (!found) throw new Error(`The stacks have no ${protocol} API`);
  return found;
}

/** The log group of a function of the sample.
 *  @param name without the prefix. */
export function functionOf(deployment: Deployment, name: string): { readonly name: string; readonly group: string } {
  const found = deployment
    .ofType('AWS::Lambda::Function', 'NotesApi')
    .find(({ physicalId }) => physicalId.endsWith(name));
  const { LogGroup } = (found?.properties.LoggingConfig ?? {}) as { readonly LogGroup?: unknown };
  const group = deployment.refOf(LogGroup, 'NotesApi');
  if (!found || group === undefined) throw new Error(`The stack NotesApi has no function ${name} with a log group`);
  return { name: found.physicalId, group };
}

/** The access log group of the only stage of a stack. */
function accessGroup(deployment: Deployment, stackId: string): string {
  const group = deployment
    .ofType('AWS::Logs::LogGroup', stackId)
    .find(({ logicalId }) => logicalId.startsWith('AccessLogs'));
  if (!group) throw new Error(`The stack ${stackId} has no access log group`);
  return group.physicalId;
}

function groupOfStage(deployment: Deployment, stage: string): string {
  const group = deployment
    .ofType('AWS::Logs::LogGroup', 'Probe')
    .find(({ logicalId }) => logicalId.startsWith(`${stage}AccessLogs`));
  if (!group) throw new Error(`The stack Probe has no access log group of ${stage}`);
  return group.physicalId;
}
