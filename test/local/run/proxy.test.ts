import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { close, listen } from '../../../local/http/loopback.ts';
import { AppAgent } from '../../../local/run/app-agent.ts';
import { LoggingProxy } from '../../../local/run/proxy.ts';
import { call } from '../gateway/shared/serve-api.ts';

it('leaves it to the program which web pages and hosts it accepts: it forwards what they are checked by', async () => {
  const server = createServer(({ headers }, response) => response.writeHead(418).end(JSON.stringify(headers)));
  server.on('upgrade', ({ headers }, socket) =>
    socket.end(`HTTP/1.1 403 ${headers.origin}\r\nContent-Length: 0\r\n\r\n`),
  );
  onTestFinished(() => close(server));
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;
  const proxy = new LoggingProxy({
    agent: new AppAgent(port, 1000),
    findRoute: () => undefined,
    onCall: () => {},
  });
  onTestFinished(() => proxy.close());
  const url = await proxy.listen(0);

  const headers = { host: 'evil.example', origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
  const { status, text } = await call(url, { method: 'POST', headers }, 'body');
  expect({ status, headers: JSON.parse(text) }).toMatchObject({ status: 418, headers });
  const handshake = { ...headers, Connection: 'Upgrade', Upgrade: 'websocket' };
  expect(await call(url, { headers: handshake })).toMatchObject({ status: 403 });
});
