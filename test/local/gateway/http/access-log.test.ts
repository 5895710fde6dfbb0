import { expect, it } from 'vitest';
import { ApiCallJoiner } from '../../../../core/calls/join/api-call-joiner.ts';
import { parseEvent } from '../../../../core/parse/parse-event.ts';
import { logStreamName } from '../../../../local/gateway/shared/access-log.ts';
import { call } from '../rest/local-api.ts';
import { type HttpApiProperties, startHttp } from './local-http-api.ts';

const FUNCTION_REQUEST = '5a6b7c8d-1111-4222-8333-444455556666';

/** The records of an API's access log after a request to `/notes/1`. */
async function recordsOf(properties: HttpApiProperties, userAgent = 'test') {
  const { url, sink } = await startHttp(() => ({ statusCode: 201, body: 'made' }), {
    routes: { 'POST /notes/{id}': { to: 'make' }, 'ANY /any': { to: 'make' } },
    ...properties,
  });
  await call(`${url}/notes/1`, { method: 'POST', headers: { 'user-agent': userAgent } });
  await call(`${url}/nothing`);
  return sink.written.flatMap(({ group, stream, events }) =>
    events.map((event) => parseEvent({ ...event, group, stream, ingestionTime: event.timestamp })),
  );
}

it('a variable of REST APIs alone, and what is not known here, is a dash', async () => {
  const { url, access } = await startHttp(() => 'fine', {
    format:
      '$context.resourcePath $context.xrayTraceId $context.customDomain.basePathMatched $context.nothing $context.dataProcessed',
  });
  await call(`${url}/notes`);
  expect(access()).toEqual(['- - - - 4']);
});

it('nothing else is logged: HTTP APIs have no execution log', async () => {
  const { url, sink } = await startHttp(() => 'fine');
  await call(`${url}/notes`);
  expect(new Set(sink.written.map(({ group }) => group))).toEqual(new Set(['$default']));
});

it.each(['test', 'a "quoted" agent'])(
  'a line of our own format is read as the access line of a request, its route without the method: %s',
  async (agent) => {
    const [made, lost] = await recordsOf({}, agent);
    expect(made).toMatchObject({
      kind: 'api.access',
      level: 'INFO',
      fields: {
        requestId: made?.requestId,
        extendedRequestId: made?.requestId,
        apiId: 'http123',
        stage: '$default',
        method: 'POST',
        route: '/notes/{id}',
        path: '/notes/1',
        status: 201,
        responseLength: 4,
        integrationStatus: 201,
        integrationServiceStatus: 200,
        integrationRequestId: 'lambda-id',
        ip: '127.0.0.1',
      },
    });
    expect(lost).toMatchObject({
      kind: 'api.access',
      level: 'WARN',
      fields: { status: 404, errorMessage: 'Not Found' },
    });
    expect(lost?.fields).toMatchObject({ route: undefined, responseType: 'RESOURCE_NOT_FOUND' });
  },
);

it('a line of another format is read, too, from the route key', async () => {
  const [made] = await recordsOf({
    format: '{"requestId":"$context.requestId","routeKey":"$context.routeKey","status":"$context.status"}',
  });
  expect(made).toMatchObject({ kind: 'api.access', fields: { method: 'POST', route: '/notes/{id}', status: 201 } });
});

it('a request is put together from its access line and the lines of its function', async () => {
  const [access] = await recordsOf({});
  if (!access?.fields) throw new Error('no access line');
  const { timestamp, requestId } = access;
  const joiner = new ApiCallJoiner({ graceMs: 1000, reads: { execution: false, functions: true } });
  const lines = [
    `START RequestId: ${FUNCTION_REQUEST} Version: $LATEST`,
    `END RequestId: ${FUNCTION_REQUEST}`,
    `REPORT RequestId: ${FUNCTION_REQUEST}\tDuration: 2.00 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\tMax Memory Used: 60 MB\t`,
  ];
  joiner.add({ ...access, fields: { ...access.fields, integrationRequestId: FUNCTION_REQUEST } }, 0);
  for (const message of lines)
    joiner.add(parseEvent({ group: '/aws/lambda/make', stream: 's', timestamp, ingestionTime: timestamp, message }), 0);
  const [joined] = joiner.take(2000);
  expect(joined?.call).toMatchObject({ method: 'POST', route: '/notes/{id}', requestId });
  expect(joined?.functionGroup).toBe('/aws/lambda/make');
});

it('the lines of any number of requests stand in 256 log streams at most', () => {
  const ids = Array.from({ length: 10_000 }, (_, n) => `${Buffer.from(`id-${n}`).toString('base64url')}=`);
  const streams = new Set(ids.map(logStreamName));
  expect(streams.size).toBe(256);
  expect([...streams].every((name) => /^[0-9a-f]{32}$/.test(name))).toBe(true);
});
