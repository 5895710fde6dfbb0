import { expect, it } from 'vitest';
import { functionConfig } from './function-config.ts';
import { startLambda } from './local-lambda.ts';

it.each([
  ['loops', { do: 'loop' }],
  ['leaks', { do: 'leak' }],
  ['exits', { do: 'exit', code: 1 }],
  ['writes a lot of output', { do: 'flood', lines: 200_000 }],
])('a function that %s does not block the others: warm ones respond in the meantime', async (_, event) => {
  const functions = ['good', 'bad'].map((name) => functionConfig({ name, timeoutMs: 1500, memoryMb: 512 }));
  const { host } = startLambda(functions);
  const good = () => host.invoke('good', '{"do":"nothing"}');
  await good();
  let isOver = false;
  const bad = host.invoke('bad', JSON.stringify(event)).finally(() => {
    isOver = true;
  });
  let responses = 0;
  for (; !isOver; responses += 1) expect((await good()).functionError).toBeUndefined();
  await bad;
  // If the good function had to wait for the bad one, it would respond only once.
  expect(responses).toBeGreaterThan(5);
});

it('excessive output is throttled and not kept: the memory of the host does not grow', async () => {
  const { host, sink } = startLambda({ timeoutMs: 60_000 });
  let events = 0;
  let bytes = 0;
  sink.write = (_group, _stream, written) => {
    events += written.length;
    for (const { message } of written) bytes += message.length;
  };
  await host.invoke('subject', '{"do":"nothing"}');
  const before = process.memoryUsage().rss;
  await host.invoke('subject', '{"do":"flood","lines":500000}');
  expect(events).toBeGreaterThan(500_000);
  expect(bytes).toBeGreaterThan(30_000_000);
  expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
});

it('output of a child process is in the log before the end of the invocation, although it is throttled for another function', async () => {
  const { host, sink } = startLambda(['good', 'bad'].map((name) => functionConfig({ name, timeoutMs: 60_000 })));
  await host.invoke('good', '{"do":"nothing"}');
  let isOver = false;
  const bad = host.invoke('bad', '{"do":"child flood","lines":20000}').finally(() => {
    isOver = true;
  });
  while (!isOver) await host.invoke('good', '{"do":"nothing"}');
  await bad;
  const messages = sink.messages(functionConfig({ name: 'bad' }).logGroup);
  const raw = messages.filter((message) => message.startsWith('from a child'));
  expect(raw).toHaveLength(20_000);
  expect(messages.at(-1)).not.toMatch(/^from a child/);
});
