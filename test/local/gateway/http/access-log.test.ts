import { expect, it } from 'vitest';
import { ApiCallJoiner } from '../../../../core/calls/join/api-call-joiner.ts';
import { parseEvent } from '../../../../core/parse/parse-event.ts';
import { logStreamName } from '../../../../local/gateway/shared/access-log.ts';
import { call } from '../shared/serve-api.ts';
import { type HttpApiProperties, startHttpApi } from './start-http-api.ts';

const FUNCTION_REQUEST = '5a6b7c8d-1111-4222-8333-444455556666';

/** The records of an API's access log after a request to `/notes/1`. */
async function recordsOf(properties: HttpApiProperties, userAgent = 'test') {
  const { url, sink } = await startHttpApi(() => ({ statusCode: 201, body: 'made' }), {
    routes: { 'POST /notes/{id}': { to: 'make' }, 'ANY /any': { to: 'make' } },
    ...properties,
  });
  await call(`${url}/notes/1`, { method: 'POST', headers: { 'user-agent': userAgent } });
  await call(`${url}/nothing`);
  return sink.written.flatMap(({ group, stream, events }) =>
    events.map((event) => parseEvent({ ...event, group, stream, ingestionTime: event.timestamp })),
  );
}

it('writes a dash for variables that only REST APIs have, or that have no value locally', async () => {
  const { url, access } = await startHttpApi(() => 'fine', {
    format:
      '$context.resourcePath $context.xrayTraceId $context.customDomain.basePathMatched $context.nothing $context.dataProcessed',
  });
  await call(`${url}/notes`);
  expect(access()).toEqual(['- - - - 4']);
});

it('writes no execution log', async () => {
  const { url, sink } = await startHttpApi(() => 'fine');
  await call(`${url}/notes`);
  expect(new Set(sink.written.map(({ group }) => group))).toEqual(new Set(['$default']));
});

it.each(['test', 'a "quoted" agent'])(
  'the parser reads lines of the Tailgate format as access lines, and their route has no method: user agent %s',
  async (agent) => {
    const [created, notFound] = await recordsOf({}, agent);
    expect(created).toMatchObject({
      kind: 'api.access',
      level: 'INFO',
      fields: {
        requestId: created?.requestId,
        extendedRequestId: created?.requestId,
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
    expect(notFound).toMatchObject({
      kind: 'api.access',
      level: 'WARN',
      fields: { status: 404, errorMessage: 'Not Found' },
    });
    expect(notFound?.fields).toMatchObject({ route: undefined, responseType: 'RESOURCE_NOT_FOUND' });
  },
);

it('the parser reads the method and the route of other formats from the route key', async () => {
  const [created] = await recordsOf({
    format: '{"requestId":"$context.requestId","routeKey":"$context.routeKey","status":"$context.status"}',
  });
  expect(created).toMatchObject({ kind: 'api.access', fields: { method: 'POST', route: '/notes/{id}', status: 201 } });
});

it('the joiner joins an access line with the lines of its function', async () => {
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

it('uses at most 256 log streams', () => {
  const ids = Array.from({ length: 10_000 }, (_, n) => `${Buffer.from(`id-${n}`).toString('base64url')}=`);
  const streams = new Set(ids.map(logStreamName));
  expect(streams.size).toBe(256);
  expect([...streams].every((name) => /^[0-9a-f]{32}$/.test(name))).toBe(true);
});
