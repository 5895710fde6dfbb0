import { CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetAccountSettingsCommand } from '@aws-sdk/client-lambda';
import { maxStreams } from '../../../logs-api/admission.ts';
import { TokenStore } from '../../../logs-api/tokens/token-store.ts';
import { type Check, failed, held, heldWithout, notChecked } from '../check.ts';
import type { Deployment } from '../deployment.ts';
import { openStream, send } from '../http-request.ts';
import { waitFor } from '../wait-for.ts';
import { functionOf } from './request-lines.ts';

const README = 'README.md, "The Logs API"';
/** The Logs API answers a short read within this time, in addition to the time of an answer without logs over the same network. */
const SHORT_READ_MS = 500;
const NEW_LINE_MS = 1500;
const NEW_LINES = 5;
const READS = 5;
/** The requests that the Logs API serves at a time. @see lambdas/logs-api/logs-api-settings.ts */
const CAPACITY = 20;
const PARALLEL_STREAMS = 40;
/** A token may send 20 requests a second. */
const TOKENS = 4;
const LIFETIME_MS = 2 * 60 * 60_000;
const FIRST_LINE_MS = 60_000;

/** The answers of the Logs API, as the README promises them. */
export const LOGS_API_CHECKS: readonly Check[] = [
  {
    name: 'logs-api-refusals',
    assumption:
      'The Logs API answers 401 with WWW-Authenticate without a valid token, 403 to a domain token that reads a component, and 404 for an unknown route.',
    source: `${README}; infra/constructs/logs-api/logs-rest-api.ts`,
    async run(deployment) {
      const domainToken = await createToken(deployment, 'verify');
      const unknown = `${'0'.repeat(12)}.${'A'.repeat(43)}`;
      const expectations: [what: string, path: string, token: string | undefined, status: number, error: string][] = [
        ['no token', '/logs/v2/component', undefined, 401, 'authentication-error'],
        ['a malformed token', '/logs/v2/component', 'x', 401, 'authentication-error'],
        ['an unknown token', '/logs/v2/component', unknown, 401, 'authentication-error'],
        ['a domain token', '/logs/v2/component', domainToken, 403, 'forbidden-error'],
        ['an unknown route', '/nothing', domainToken, 404, 'not-found-error'],
      ];
      const deviations: string[] = [];
      for (const [what, path, token, status, error] of expectations) {
        const answer = await request(deployment, path, token);
        const challenge = status !== 401 || answer.headers.get('www-authenticate') !== null;
        if (answer.status !== status || !answer.text.includes(`"${error}"`) || !challenge) {
          deviations.push(`${what}: ${answer.status} ${answer.text.slice(0, 200)} instead of ${status} ${error}`);
        }
      }
      return heldWithout(deviations, expectations.map(([what, , , status]) => `${what}: ${status}`).join(', '));
    },
  },
  {
    name: 'logs-api-components',
    assumption:
      'The Logs API lists the logs of the sample with the names of their deployed log groups, which it gets from another stack.',
    source: `${README}; test/infra/deployment/engine/stack-scope.ts (Fn::GetStackOutput)`,
    async run(deployment) {
      const { status, text } = await request(deployment, '/logs/v2/component', await createToken(deployment));
      if (status !== 200) return failed(`${status}: ${text}`);
      const components = JSON.parse(text) as { readonly name: string; readonly logGroup: string }[];
      const groups = deployment.ofType('AWS::Logs::LogGroup', 'NotesApi').map(({ physicalId }) => physicalId);
      const missing = groups.filter((group) => !components.some(({ logGroup }) => logGroup === group));
      const extra = components.filter(({ logGroup }) => !groups.includes(logGroup)).map(({ logGroup }) => logGroup);
      const evidence = components.map(({ name }) => name).join(', ');
      return missing.length + extra.length === 0
        ? held(evidence)
        : failed(`missing: ${missing.join(', ')}; unknown: ${extra.join(', ')}`);
    },
  },
  {
    name: 'logs-api-short-read',
    assumption: `A short read takes at most ${SHORT_READ_MS} ms more than an answer without logs.`,
    source: `${README}; bench/logs-api-deployed.ts`,
    async run(deployment) {
      const token = await createToken(deployment);
      const { name } = functionOf(deployment, 'notes-create');
      const path = `/logs/v2/component/lambda/${name}?cursor=END&skip=-10`;
      const { clock, signal } = deployment.options;
      let first = await request(deployment, path, token);
      // 204: the lines of the requests before are not readable yet.
      const readLines = async () => {
        if (first.status === 204) first = await request(deployment, path, token);
        return first.status === 204 ? undefined : true;
      };
      await waitFor(readLines, { clock, signal, timeoutMs: FIRST_LINE_MS });
      if (first.status !== 200) return failed(`${first.status}: ${first.text}`);
      const base = await medianMs(() => request(deployment, '/openapi.json', undefined));
      const read = await medianMs(() => request(deployment, path, token));
      const lines = first.text.split('\n').length - 1;
      const evidence = `${lines} lines in ${read} ms, the OpenAPI document in ${base} ms (medians of ${READS}); the first read took ${first.durationMs} ms`;
      return lines > 0 && read - base <= SHORT_READ_MS ? held(evidence) : failed(evidence);
    },
  },
  {
    name: 'logs-api-task-redirect',
    assumption: 'A task redirects (303) to the log stream of its function.',
    source: README,
    async run(deployment) {
      const { name } = functionOf(deployment, 'notes-create');
      const { status, headers, text } = await request(
        deployment,
        `/logs/v2/task/${name}?cursor=END`,
        await createToken(deployment),
      );
      const location = headers.get('location');
      return status === 303 && location?.includes('/streams/')
        ? held(`303 to ${location}`)
        : failed(`${status} ${location} ${text}`);
    },
  },
  {
    name: 'logs-api-index',
    assumption: 'A request to the sample is in the index of API calls within a minute.',
    source: `${README}; infra/constructs/logs-api/call-indexer.ts`,
    async run(deployment) {
      const { clock, signal } = deployment.options;
      const api = deployment.only('AWS::ApiGateway::RestApi', 'NotesApi');
      // Without an authorizer, the id of the API is the domain of its calls.
      const token = await createToken(deployment, api.physicalId);
      const sent = await send(`${deployment.urlOf(api)}/notes`, { signal });
      const requestId = sent.headers.get('x-amzn-requestid') ?? 'none';
      const start = clock.now();
      let last = '';
      const found = await waitFor(
        async () => {
          const { status, text } = await request(deployment, '/logs/api?limit=20', token);
          last = `${status} ${text.slice(0, 300)}`;
          return text.includes(requestId) ? true : undefined;
        },
        { clock, signal, timeoutMs: FIRST_LINE_MS },
      );
      return found
        ? held(`after ${clock.now() - start} ms`)
        : failed(`no call with ${requestId}; last answer: ${last}`);
    },
  },
  {
    name: 'logs-api-new-line',
    assumption: `A new line is on an open stream (Server-Sent Events) within ${NEW_LINE_MS} ms after CloudWatch Logs accepted it.`,
    source: `${README}; bench/logs-api-deployed.ts`,
    async run(deployment) {
      const { clock, signal } = deployment.options;
      const { name, group } = functionOf(deployment, 'notes-create');
      const put = await openLogStream(deployment, group, 'new-line');
      const url = `${logsApiUrl(deployment)}/logs/v2/component/lambda/${name}?cursor=END`;
      const stream = await openStream(url, {
        headers: headersOf(await createToken(deployment), 'text/event-stream'),
        signal,
      });
      try {
        if (stream.status !== 200) return failed(`status ${stream.status}`);
        await stream.until('connected', FIRST_LINE_MS);
        const times: number[] = [];
        for (let n = 0; n < NEW_LINES; n += 1) {
          await clock.wait(1000 + n * 310, signal);
          const text = `verify-${n}-${clock.now()}.`;
          await put(text);
          const start = performance.now();
          await stream.until(text, FIRST_LINE_MS);
          times.push(Math.round(performance.now() - start));
        }
        const evidence = `${times.join(', ')} ms`;
        return Math.max(...times) <= NEW_LINE_MS ? held(evidence) : failed(evidence);
      } finally {
        stream.close();
      }
    },
  },
  {
    name: 'logs-api-capacity',
    assumption: `Of ${PARALLEL_STREAMS} parallel streams, ${maxStreams(CAPACITY)} open and all others get 429 with Retry-After; reads are served meanwhile.`,
    source: `${README}; "Beyond one machine"; logs-api/table-admission.ts`,
    async run(deployment) {
      const { clients, clock, signal } = deployment.options;
      const unreserved = await clients.lambda.send(new GetAccountSettingsCommand({})).then(
        ({ AccountLimit }) => AccountLimit?.UnreservedConcurrentExecutions,
        () => undefined,
      );
      if (unreserved !== undefined && unreserved < PARALLEL_STREAMS + 10) {
        return notChecked(
          `the quota of the account has ${unreserved} free executions, so that Lambda itself would refuse requests`,
        );
      }
      const { name, group } = functionOf(deployment, 'notes-create');
      const tokens = await Promise.all(Array.from({ length: TOKENS }, () => createToken(deployment)));
      const url = `${logsApiUrl(deployment)}/logs/v2/component/lambda/${name}?cursor=END&limit=1`;
      const open = (n: number) =>
        openStream(url, { headers: headersOf(tokens[n % TOKENS], 'text/event-stream'), signal });
      const opened = await Promise.allSettled(Array.from({ length: PARALLEL_STREAMS }, (_, n) => open(n)));
      const streams = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      const count = (status: number) => streams.filter((stream) => stream.status === status).length;
      const refused = streams.filter(({ status }) => status === 429);
      const withoutRetry = refused.filter(({ headers }) => headers.get('retry-after') === null).length;
      // The counters of the tokens start again.
      await clock.wait(1000, signal);
      const read = (token: string) =>
        request(deployment, `/logs/v2/component/lambda/${name}?cursor=END&skip=-1`, token);
      const reads = await Promise.all(tokens.map(read));
      // Each stream ends with its first line, and its place is free again.
      await (await openLogStream(deployment, group, 'capacity'))('the last line');
      for (const stream of streams) {
        if (stream.status === 200) await stream.until('the last line', FIRST_LINE_MS).catch(() => {});
        stream.close();
      }
      const others = PARALLEL_STREAMS - count(200) - count(429);
      const served = reads.filter(({ status }) => status === 200).length;
      const evidence = `streams: ${count(200)} x 200, ${count(429)} x 429 (${withoutRetry} without Retry-After), ${others} others; reads: ${served} of ${TOKENS}`;
      const isRight = count(200) === maxStreams(CAPACITY) && others === 0 && withoutRetry === 0 && served === TOKENS;
      return isRight ? held(evidence) : failed(evidence);
    },
  },
];

function logsApiUrl(deployment: Deployment): string {
  return deployment.urlOf(deployment.only('AWS::ApiGateway::RestApi', 'LogsApi'));
}

function headersOf(token: string | undefined, accept?: string): Record<string, string> {
  return {
    ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    ...(accept !== undefined && { Accept: accept }),
  };
}

function request(deployment: Deployment, path: string, token: string | undefined) {
  return send(`${logsApiUrl(deployment)}${path}`, { headers: headersOf(token), signal: deployment.options.signal });
}

/** Creates a token as `logs token create` does. It is deleted with the table.
 *  @param domainId the default is an operator. */
async function createToken(deployment: Deployment, domainId: string | null = null): Promise<string> {
  const { clients, clock } = deployment.options;
  const tableName = deployment.only('AWS::DynamoDB::Table', 'LogsApi').physicalId;
  const store = new TokenStore({ client: clients.dynamoDb, tableName, clock });
  const scopes = domainId === null ? ['logs:read:*'] : ['logs:read:api'];
  const { text } = await store.create({ domainId, scopes, label: 'npm run verify:aws', lifetimeMs: LIFETIME_MS });
  return text;
}

/** @returns puts one line into a new log stream of the group. */
async function openLogStream(
  deployment: Deployment,
  logGroupName: string,
  purpose: string,
): Promise<(line: string) => Promise<void>> {
  const { clients, clock } = deployment.options;
  const logStreamName = `verify/${purpose}/${clock.now()}`;
  await clients.logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  return async (message) => {
    await clients.logs.send(
      new PutLogEventsCommand({ logGroupName, logStreamName, logEvents: [{ timestamp: clock.now(), message }] }),
    );
  };
}

async function medianMs(measure: () => Promise<{ readonly durationMs: number }>): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < READS; n += 1) times.push((await measure()).durationMs);
  return times.sort((a, b) => a - b)[Math.floor(READS / 2)] ?? 0;
}
