import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { startService } from './local-service.ts';

const TARGET = 'Logs_20140328.DescribeLogGroups';

describe('over HTTP', () => {
  test('each response has its own request id and the content type of AWS JSON', async () => {
    const { call } = await startService();
    const responses = [await call('DescribeLogGroups', {}), await call('DescribeLogGroups', { limit: 0 })];
    for (const { headers } of responses) {
      expect(headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
      expect(headers.get('content-type')).toBe('application/x-amz-json-1.1');
    }
    expect(new Set(responses.map(({ headers }) => headers.get('x-amzn-requestid'))).size).toBe(2);
  });

  test('an error has its name in the body and in a header', async () => {
    const { call } = await startService();
    const { status, headers, body } = await call('DeleteLogGroup', { logGroupName: 'missing' });
    expect(status).toBe(400);
    expect(headers.get('x-amzn-errortype')).toBe('ResourceNotFoundException');
    expect(body).toEqual({
      __type: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
    });
  });

  test('an action without output has an empty response body', async () => {
    const { call } = await startService();
    const { status, headers, body } = await call('CreateLogGroup', { logGroupName: 'group' });
    expect([status, headers.get('content-length'), body]).toEqual([200, '0', {}]);
  });

  test.each([
    ['StartQuery', 'The local CloudWatch Logs does not support StartQuery'],
    ['PutMetricFilter', 'The local CloudWatch Logs does not support PutMetricFilter'],
    ['Nonsense', 'The local CloudWatch Logs does not support Nonsense'],
    ['constructor', 'The local CloudWatch Logs does not support constructor'],
  ])('%s is rejected by name', async (action, message) => {
    const { call } = await startService();
    const { status, body } = await call(action, {});
    expect([status, body]).toEqual([400, { __type: 'UnknownOperationException', message }]);
  });

  test.each([
    [{}, /no X-Amz-Target/],
    [{ 'X-Amz-Target': '' }, /X-Amz-Target/],
    [{ 'X-Amz-Target': 'DynamoDB_20120810.ListTables' }, /DynamoDB_20120810.ListTables is not for CloudWatch Logs/],
    [{ 'X-Amz-Target': 'Logs_20140328' }, /does not support/],
  ])('a request with the target %j is rejected with the reason', async (headers, message) => {
    const { send } = await startService();
    const { status, body } = await send('{}', headers as Record<string, string>);
    expect([status, body.__type]).toEqual([400, 'UnknownOperationException']);
    expect(body.message).toMatch(message);
  });

  test.each(['{', 'null x', '\u0000', '{"limit":1}}', '<xml/>'])(
    'a body that is not JSON is rejected: %j',
    async (text) => {
      const { send } = await startService();
      const { status, body } = await send(text, { 'X-Amz-Target': TARGET });
      expect([status, body.__type]).toEqual([400, 'SerializationException']);
    },
  );

  test.each(['null', '[]', '"text"', '1'])('a body that is not a structure is rejected: %s', async (text) => {
    const { send } = await startService();
    const { status, body } = await send(text, { 'X-Amz-Target': TARGET });
    expect([status, body.__type]).toEqual([400, 'SerializationException']);
  });

  test('an empty body is an empty structure', async () => {
    const { send } = await startService();
    const { status, body } = await send('', { 'X-Amz-Target': TARGET });
    expect([status, body]).toEqual([200, { logGroups: [] }]);
  });

  test('a compressed body is decompressed', async () => {
    const { send } = await startService();
    const headers = { 'X-Amz-Target': 'Logs_20140328.CreateLogGroup', 'Content-Encoding': 'gzip' };
    expect((await send(gzipSync('{"logGroupName":"group"}'), headers)).status).toBe(200);
    expect((await send('{}', { 'X-Amz-Target': TARGET })).body.logGroups).toHaveLength(1);
  });

  test.each([
    ['that is not gzip', { 'Content-Encoding': 'gzip' }],
    ['in another encoding', { 'Content-Encoding': 'br' }],
  ])('a body %s is rejected', async (_case, headers) => {
    const { send } = await startService();
    const { status, body } = await send('{}', { 'X-Amz-Target': TARGET, ...headers });
    expect([status, body.__type]).toEqual([400, 'SerializationException']);
  });

  test('a body of 10 MB is rejected, compressed or not, and the service continues to work', async () => {
    const { send } = await startService();
    const large = JSON.stringify({ logGroupName: 'x'.repeat(10_000_000) });
    const plain = await send(large, { 'X-Amz-Target': TARGET });
    expect([plain.status, plain.body.__type]).toEqual([413, 'RequestEntityTooLargeException']);
    const packed = await send(gzipSync(large), { 'X-Amz-Target': TARGET, 'Content-Encoding': 'gzip' });
    expect([packed.status, packed.body.__type]).toEqual([413, 'RequestEntityTooLargeException']);
    expect((await send('{}', { 'X-Amz-Target': TARGET })).status).toBe(200);
  });

  test('a body in chunks is accepted', async () => {
    const { port } = await startService();
    const outgoing = request({ port, method: 'POST', headers: { 'X-Amz-Target': TARGET } });
    outgoing.write('{"lim');
    outgoing.write('it":');
    outgoing.end('7}');
    const [response] = await once(outgoing, 'response');
    expect(response.statusCode).toBe(200);
    response.resume();
  });

  test('one connection serves several requests', async () => {
    const { port, server } = await startService();
    let connections = 0;
    server.on('connection', () => {
      connections += 1;
    });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let count = 0; count < 5; count += 1) {
      const outgoing = request({ port, agent, method: 'POST', headers: { 'X-Amz-Target': TARGET } }).end('{}');
      const [response] = await once(outgoing, 'response');
      await once(response.resume(), 'end');
    }
    agent.destroy();
    expect(connections).toBe(1);
  });

  test('incomplete requests have no effect on later ones', async () => {
    const { port, send, notices } = await startService();
    for (const text of [
      'POST / HTTP/1.1\r\nHost: x\r\nX-Am',
      `POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: ${TARGET}\r\nContent-Length: 100\r\n\r\n{"limit"`,
      `POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: ${TARGET}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"lim`,
    ]) {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      socket.end(text);
      await once(socket.resume(), 'close');
    }
    expect((await send('{}', { 'X-Amz-Target': TARGET })).status).toBe(200);
    expect(notices).toEqual([]);
  });

  test('200 concurrent clients all get responses, and all their events are stored', async () => {
    const { call } = await startService();
    await call('CreateLogGroup', { logGroupName: 'group' });
    await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const stream = { logGroupName: 'group', logStreamName: `stream-${index}` };
        expect((await call('CreateLogStream', stream)).status).toBe(200);
        const put = await call('PutLogEvents', {
          ...stream,
          logEvents: [{ timestamp: Date.now(), message: `${index}` }],
        });
        expect(put.status).toBe(200);
      }),
    );
    const { body } = await call('FilterLogEvents', { logGroupName: 'group' });
    const found = body.events.map((event) => Number(event.message));
    expect(found.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, index) => index));
  });

  test('when the store fails, the client gets an error and the reason is reported', async () => {
    const { store, call, notices } = await startService();
    store.transaction = () => {
      throw new Error('disk I/O error');
    };
    await call('CreateLogGroup', { logGroupName: 'group' });
    await call('CreateLogStream', { logGroupName: 'group', logStreamName: 'stream' });
    const { status, body } = await call('PutLogEvents', {
      logGroupName: 'group',
      logStreamName: 'stream',
      logEvents: [{ timestamp: Date.now(), message: 'x' }],
    });
    expect([status, body.__type]).toEqual([500, 'ServiceUnavailableException']);
    expect(notices).toEqual(['A request to CloudWatch Logs failed: disk I/O error']);
  });
});
