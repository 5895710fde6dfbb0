import { describe, expect, it } from 'vitest';
import type { LogEvent } from '../../core/log-event.ts';
import { parseEvent } from '../../core/parse/parse-event.ts';
import { compileQuery, QueryError } from '../../core/query-records.ts';
import { renderJson } from '../../core/render/plain-output.ts';
import { recordTextRenderer } from '../../core/render/record-text.ts';

const event = (message: string): LogEvent => ({
  group: '/aws/lambda/notes',
  stream: 's',
  timestamp: Date.UTC(2026, 10, 21, 14, 2, 11, 480),
  ingestionTime: 0,
  message,
});

/** The results of a query for lines, without those that it leaves out. */
async function results(expression: string, ...messages: string[]): Promise<unknown[]> {
  const query = await compileQuery(expression);
  return messages.flatMap((message) => query(parseEvent(event(message))) ?? []).map(({ result }) => result);
}

describe('a query', () => {
  it.each<[string, string, string, unknown[]]>([
    ['a value', 'message', '{"message":"note created","level":"INFO"}', ['note created']],
    ['an object', '{l: level, n: note.id}', '{"level":"INFO","note":{"id":7}}', [{ l: 'INFO', n: 7 }]],
    ['false, which is not null', 'ok', '{"ok":false}', [false]],
    ['zero, and an empty string', '[n, t]', '{"n":0,"t":""}', [[0, '']]],
    ['a list', '[?level==`"WARN"`].id', '[{"level":"WARN","id":1},{"level":"INFO","id":2}]', [[1]]],
    ['nothing for a null', 'missing', '{"message":"x"}', []],
    ['nothing for a line that is not JSON', '@', 'START RequestId: 1', []],
    ['nothing for a line that only starts like JSON', '@', '{"message": "cut', []],
    [
      'nothing for a value of the wrong type, which may be right in another line',
      'length(message)',
      '{"message":5}',
      [],
    ],
    [
      "the platform's own line",
      'record.metrics.durationMs',
      '{"type":"platform.report","record":{"metrics":{"durationMs":3}}}',
      [3],
    ],
    [
      'a value of an access line with an unset variable, which is not valid JSON',
      '[status, method]',
      '{"path":"/n","errorMessage":-,"requestId":"r","extendedRequestId":"e","status":"201","method":"POST"}',
      [[201, 'POST']],
    ],
  ])('gives %s', async (_, expression, message, expected) => {
    expect(await results(expression, message)).toEqual(expected);
  });

  it('cannot access the prototype of an object through the names in a line', async () => {
    const lines = ['{"a":1}', '{"constructor":"mine"}', '{"a":{"b":[{}]}}'];
    expect(await results('constructor', ...lines)).toEqual(['mine']);
    expect(await results('a.b[].toString', ...lines)).toEqual([[]]);
    const access = '{"errorMessage":-,"requestId":"r","extendedRequestId":"e","status":"201"}';
    expect(await results('toString', access)).toEqual([]);
  });
});

describe('an invalid expression', () => {
  it.each([
    ['a.', 'unexpected token: (EOF)'],
    ['', 'invalid token (EOF)'],
    ['nope(@)', 'there is no function nope()'],
    ['a && nope(b)', 'there is no function nope()'],
    ['length(a, b)', 'length() takes 1 argument but received 2'],
    ['$x', 'undefined variable x'],
  ])('%s: is reported before the first line, with the problem and a link', async (expression, problem) => {
    const error = await compileQuery(expression).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(QueryError);
    expect((error as Error).message).toContain(`"${expression}" is not a JMESPath expression: `);
    expect((error as Error).message).toContain(problem);
    expect((error as Error).message).toContain('https://jmespath.org');
  });

  it('is reported with the first line when it cannot be found earlier', async () => {
    const query = await compileQuery('a && length(a, b)');
    expect(() => query(parseEvent(event('{"a":"x"}')))).toThrow('takes 1 argument but received 2');
  });
});

describe('the result is shown', () => {
  const record = async (expression: string, message: string) => {
    const found = (await compileQuery(expression))(parseEvent(event(message)));
    if (!found) throw new Error('left out');
    return found;
  };
  const text = recordTextRenderer({
    sources: [{ group: '/aws/lambda/notes', label: 'notes' }],
    color: false,
    timeZone: 'UTC',
    today: event('').timestamp,
  });

  it('as text: time, source, and the string, or compact JSON', async () => {
    const line = '{"level":"INFO","message":"note created","requestId":"4b9e2c1a-1"}';
    expect(text(await record('message', line))).toBe('14:02:11.480  notes  note created');
    expect(text(await record('{m: message}', line))).toBe('14:02:11.480  notes  {"m":"note created"}');
  });

  it('as JSON: only the result, one value per line', async () => {
    expect(renderJson(await record('message', '{"message":"a\\nb"}'))).toBe('"a\\nb"');
    expect(renderJson(await record('ok', '{"ok":false}'))).toBe('false');
  });

  it('without characters that control a terminal', async () => {
    const unsafe = JSON.stringify({ message: '\u001b[2J\u202e' });
    expect(text(await record('message', unsafe))).toContain('\\x1b[2J\\u202e');
    expect(renderJson(await record('message', unsafe))).toBe('"\\u001b[2J\\u202e"');
  });
});
