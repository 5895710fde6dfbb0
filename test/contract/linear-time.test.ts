import { describe, expect, it } from 'vitest';
import { functionInUri } from '../../cli/aws-account/api-settings.ts';
import { explainAwsError } from '../../cli/aws-errors.ts';
import { safeOutput } from '../../cli/output/safe-output.ts';
import { functionNameOf, logGroupNameInArn } from '../../core/arn.ts';
import { pathOf } from '../../core/calls/filter-calls.ts';
import { helperRecordOf } from '../../core/calls/join/helper-record.ts';
import { type JoinedCall, joinCall } from '../../core/calls/join/joined-call.ts';
import { CursorCodec } from '../../core/cursor.ts';
import { parseHealthCheckTag } from '../../core/health-check-tag.ts';
import type { LogRecord } from '../../core/log-event.ts';
import { parseEvent } from '../../core/parse/parse-event.ts';
import { compileQuery } from '../../core/query-records.ts';
import { callLogfmtRenderer } from '../../core/render/call-logfmt.ts';
import { callTextRenderer } from '../../core/render/call-text.ts';
import { recordTextRenderer } from '../../core/render/record-text.ts';
import { renderTable } from '../../core/render/table.ts';
import { traceTextRenderer } from '../../core/render/trace-text.ts';
import { contentKey } from '../../core/sources/event-identity.ts';
import { SeenEvents } from '../../core/sources/seen-events.ts';
import { decodeStreamName } from '../../core/stream-name.ts';
import { compileGlob } from '../../core/targets/glob.ts';
import { parseSub } from '../../core/template/intrinsics.ts';
import { parseTemplateText } from '../../core/template/template-text.ts';
import { textNotices } from '../../core/template/text-notices.ts';
import { withoutTerminalCodes } from '../../core/terminal-codes.ts';
import { parseRequestedId } from '../../core/trace/request-ids.ts';
import { Usage } from '../../core/usage/usage.ts';
import { plainValue } from '../../core/yaml/plain-value.ts';
import { looksLikeJson, sampleLine, variablesOf } from '../../infra/rules/model/template-access-log-format.ts';
import { logGroupPattern, matchesWildcards } from '../../infra/rules/model/template-role.ts';
import { readAccessLogSetting } from '../../local/gateway/shared/access-log.ts';
import { readFunctionUri } from '../../local/gateway/shared/invoker.ts';
import { evaluatePolicy } from '../../local/gateway/shared/policy.ts';
import { hostName, isLoopbackOrigin, originOfPage, parseOrigin } from '../../local/http/origin.ts';
import { decodePath } from '../../local/http/read-request.ts';
import { createRouteFinder } from '../../local/route-finder.ts';
import { negotiateFormat } from '../../logs-api/negotiate.ts';
import { logQuery } from '../../logs-api/reading/log-query.ts';
import { jsonLine, textLine } from '../../logs-api/reading/response-line.ts';
import { isScope } from '../../logs-api/scopes.ts';
import { parseAuthorization } from '../../logs-api/tokens/token.ts';

const ID = '8f507cfc-3b2e-4a3c-9a0e-6f2d1c0b9a8e';
const eventOf = (message: string) => ({ group: 'g', stream: 's', timestamp: 1e12, ingestionTime: 0, message });
const recordOf = (message: string) => parseEvent(eventOf(message));
const options = { color: false, sources: [], timeZone: 'UTC', expand: true, includeAll: true } as const;

function callOf(record: LogRecord): JoinedCall {
  const isAccess = record.kind === 'api.access';
  const isExecution = record.kind === 'api.execution';
  return joinCall(
    {
      access: isAccess ? record : undefined,
      helper: helperRecordOf(record),
      execution: isExecution ? [record] : [],
      function: isAccess || isExecution ? [] : [record],
      functionRequestId: 'f',
    },
    [],
  );
}

type Matcher = (text: string) => unknown;

const query = await compileQuery('@');
const cursors = new CursorCodec(Buffer.alloc(32));
const findRoute = createRouteFinder([
  { httpMethod: 'ANY', resourcePath: '/a/{b}/c' },
  { httpMethod: 'ANY', resourcePath: '/{p+}' },
]);
const tryTo = (read: Matcher): Matcher => {
  return (text) => {
    try {
      read(text);
    } catch {
      // Only the time counts.
    }
  };
};

/** What shows a line of a log. */
const RENDERERS: Readonly<Record<string, Matcher>> = {
  'logs tail': (text) => recordTextRenderer(options)(recordOf(text)),
  'logs tail on a terminal': (text) => recordTextRenderer({ ...options, color: true, width: 80 })(recordOf(text)),
  'logs api': (text) => callTextRenderer(options)(callOf(recordOf(text))),
  'logs api on a terminal': (text) => callTextRenderer({ ...options, width: 80 })(callOf(recordOf(text))),
  'logs trace': (text) => traceTextRenderer({ ...options, width: 80 })(callOf(recordOf(text))),
  'a column of a table': (text) => renderTable([text], [{ heading: 'A', value: (row) => row, cuts: true }], 80),
};

/** What reads a line of a log. */
const LINE_MATCHERS: Readonly<Record<string, Matcher>> = {
  'logs tail --query': (text) => query(recordOf(text)),
  'logs api --output logfmt': (text) => callLogfmtRenderer([])(callOf(recordOf(text))),
  'logs usage': (text) => {
    const usage = new Usage();
    usage.add(recordOf(text), 'f');
    return usage.routes;
  },
  'the Logs API, text': (text) => textLine(eventOf(text)),
  'the Logs API, JSON': (text) => jsonLine(eventOf(text), {}, ''),
  'events that were seen': (text) => new SeenEvents().add(contentKey(eventOf(text)), 1),
};

/** What reads a text of a request, a template or a response. */
const TEXT_MATCHERS: Readonly<Record<string, Matcher>> = {
  'output for a pipe': (text) => safeOutput(text, 'text', false),
  'output of a program': (text) => safeOutput(text, 'program', false),
  'output as JSON': (text) => safeOutput(text, 'json', false),
  withoutTerminalCodes,
  pathOf,
  parseRequestedId,
  parseHealthCheckTag,
  functionNameOf,
  logGroupNameInArn,
  functionInUri,
  explainAwsError: (text) => explainAwsError({ name: 'InvalidParameterException', args: ['--filter'] }, text),
  compileGlob: (text) => compileGlob(text.slice(0, 1000))(text),
  isScope,
  negotiateFormat,
  parseAuthorization,
  decodeStreamName,
  cursors: (text) => cursors.decode('log', text),
  logQuery: (text) => logQuery.safeParse({ filter: text, cursor: text, skip: text, limit: text }),
  hostName,
  'an origin': (text) => isLoopbackOrigin(parseOrigin(text) ?? 'null'),
  originOfPage,
  decodePath,
  'routes of an API': (text) => findRoute('GET', text),
  evaluatePolicy: (text) =>
    evaluatePolicy([{ effect: 'Allow', actions: ['execute-api:*'], resources: ['*/*a*b*/?*x'] }], text),
  readFunctionUri,
  readAccessLogSetting: (text) => readAccessLogSetting({ Format: '', DestinationArn: text }),
  parseTemplateText: tryTo((text) => parseTemplateText(text, 'f')),
  textNotices: tryTo(textNotices),
  parseSub,
  plainValue,
  'access log formats': (text) => [variablesOf([text]), looksLikeJson([text]), sampleLine([text])],
  matchesWildcards: (text) => matchesWildcards('*a*b*?x', text),
  logGroupPattern: (text) => logGroupPattern([text]),
};

/** What begins lines and texts of each format. */
const LINE_STARTS = [
  '',
  '{"a":"',
  '{"a":',
  '{"requestId":"x","extendedRequestId":"y","status":"2","method":"G","path":"',
  '{"message":"api.call","apiCall":{"url":"',
  `(${ID}) `,
  `(${ID}) Sending request to `,
  `(${ID}) Execution failed `,
  `REPORT RequestId: ${ID}\t`,
  `2026-11-21T10:00:00.000Z\t${ID}\tERROR\tInvoke Error `,
  '1.1.1.1 - - [21/Nov/2026:14:02:11 +0000] "GET ',
];
/** Renderers are slower, and see only what the parsers leave. */
const RENDERED_STARTS = ['', '{"requestId":"x","extendedRequestId":"y","status":"2","method":"G","path":"', `(${ID}) `];
const TEXT_STARTS = ['', 'arn:', 'Bearer ', 'Resources:\n  ', '{"Resources":'];

/** What is repeated after the start: openers without an end, white space, separators, control characters, and beginnings of what is
 *  searched. */
const PUMPS = [
  ...[' ', '\t', '\n', '\r\n', '\n  ', 'a', '0', '.', ':', '/', '\\', '*', '#', ',', '%25'],
  ...['"', '\\"', '{', '[', '{"a":', '"a":"', '"a":-,', '${', '$context.a', '!a ', '- ', '&a '],
  ...['A.', 'a b', '*a', ' ::', '##a', 'level=', '\n    at x', '\tDuration: 1', ' [TRUNCATED]', 'API Key '],
  ...['x:function:', ':lambda:::function:s:', ':logs:', ':log-group:', ' x-amzn-RequestId=', 'Lambda request id: '],
  ...['\u001b', '\u001b[1;', '\u001b]8;', '\u009b', '\u200d', '\ud800', '日', '👩\u200d', '\u0301'],
];
/** After the repetition, so that it nearly matches. */
const ENDS = ['', '!\u0000\nx'];

const SHORT_LENGTH = 24;
/** A linear matcher needs four times as long for four times the text, and a quadratic one sixteen times. */
const MAX_GROWTH = 4 * 2;
/** Times below this say nothing. A quadratic matcher exceeds it at a few nanoseconds per step. */
const FLOOR_MS = 5;
const MAX_ATTEMPTS = 8;

/** The time of this thread on a processor: without the helpers of the garbage collector. */
function cpuMs(run: () => unknown): number {
  const start = process.threadCpuUsage();
  run();
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1000;
}

/** The text for which the time grows faster than its length; undefined without such a text.
 *  @param maxLength in UTF-16 units. */
function slowText(matcher: Matcher, starts: readonly string[], maxLength: number): string | undefined {
  for (const start of starts) {
    for (const pump of PUMPS) {
      for (const end of ENDS) {
        const text = (length: number) => start + pump.repeat(Math.ceil(length / pump.length)) + end;
        if (!isLinear(matcher, text, maxLength))
          return `${JSON.stringify(start)} + ${JSON.stringify(pump)} … + ${JSON.stringify(end)}`;
      }
    }
  }
  return undefined;
}

/** The shortest of several times counts, because other processes use the same processor. */
function isLinear(matcher: Matcher, text: (length: number) => string, maxLength: number): boolean {
  let [short, long] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const [brief, first, second] = [text(SHORT_LENGTH), text(maxLength / 4), text(maxLength)];
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    // An exponential matcher must not get a long text.
    if (attempt === 0 && cpuMs(() => matcher(brief)) > 100) return false;
    long = Math.min(
      long,
      cpuMs(() => matcher(second)),
    );
    if (long <= FLOOR_MS) return true;
    short = Math.min(
      short,
      cpuMs(() => matcher(first)),
    );
    if (long <= FLOOR_MS + MAX_GROWTH * short) return true;
  }
  return false;
}

// Redaction has its own test; globs, filter patterns and their JSON reader count their steps.
describe('the time grows with the length of a text, and not faster', () => {
  it.each(Object.entries(LINE_MATCHERS))('of a line: %s', (_, matcher) => {
    expect(slowText(matcher, LINE_STARTS, 10_000)).toBeUndefined();
  });

  it.each(Object.entries(RENDERERS))('of a line: %s', (_, matcher) => {
    expect(slowText(matcher, RENDERED_STARTS, 5000)).toBeUndefined();
  });

  it.each(Object.entries(TEXT_MATCHERS))('%s', (_, matcher) => {
    expect(slowText(matcher, TEXT_STARTS, 20_000)).toBeUndefined();
  });

  it('the test finds a quadratic expression', () => {
    expect(slowText((text) => /\s+$/.test(text), [''], 8000)).toBe('"" + " " … + "!\\u0000\\nx"');
  });
});
