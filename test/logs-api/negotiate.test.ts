import { expect, it } from 'vitest';
import { negotiateFormat } from '../../logs-api/negotiate.ts';

it.each([
  [undefined, 'text'],
  ['', 'text'],
  ['*/*', 'text'],
  ['text/html,application/xhtml+xml,*/*;q=0.8', 'text'],
  ['text/event-stream', 'events'],
  ['Text/Event-Stream', 'events'],
  ['text/*', 'text'],
  ['text/plain;q=0.1, text/*', 'events'],
  ['text/plain;q=0, text/*', 'events'],
  ['application/json', 'json'],
  ['application/*', 'json'],
  ['application/json; charset=utf-8', 'json'],
  ['application/json;q=0.2, text/event-stream;q=0.3', 'events'],
  ['application/json;q=2', 'text'],
  ['application/json;q=-1', 'text'],
  ['application/json;q=0', 'text'],
  ['text/plain;q=0', 'json'],
  ['text/plain;q=0, application/json;q=0, application/x-ndjson;q=0', 'events'],
  ['*/*;q=0.1, application/x-ndjson', 'json'],
  [`${'a/b,'.repeat(1000)}application/json`, 'json'],
  ['application/json;q=0.0001', 'text'],
])('the Accept header %j selects the format %s', (accept, format) => {
  expect(negotiateFormat(accept)).toBe(format);
});
