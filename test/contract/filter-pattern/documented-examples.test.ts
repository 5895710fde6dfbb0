import { describe, expect, it } from 'vitest';
import { FilterPatternError } from '../../../core/filter-pattern/filter-pattern-error.ts';
import { compileFilterPattern, extractFields } from '../../../core/filter-pattern/match.ts';
import { parseFilterPattern } from '../../../core/filter-pattern/parse.ts';
import { DOCUMENTED_EXAMPLES, JSON_PAGE, REGEX_PAGE, TEST_METRIC_FILTER_PAGE } from './documented-examples.ts';

describe('the documentation of filter patterns', () => {
  it.each(DOCUMENTED_EXAMPLES)('$pattern on $line: $matches ($page)', ({ pattern, line, matches }) => {
    expect(compileFilterPattern(parseFilterPattern(pattern))(line)).toBe(matches);
  });

  it.each([
    [REGEX_PAGE, '%something!%'],
    [REGEX_PAGE, '%(ab)+%'],
    [REGEX_PAGE, '%日本%'],
    [REGEX_PAGE, '{ $.a = %x% && $.b = %y% && $.c = %z% }'],
    [REGEX_PAGE, '[a = %x%, b = %y%, c = %z%]'],
    [JSON_PAGE, '{ $.a IS NOT NULL }'],
    [JSON_PAGE, '{ $.a EXISTS }'],
    [JSON_PAGE, '{ $.*[*] = 1 }'],
    [JSON_PAGE, '{ $.a[*] = 1 || $.b[*] = 1 || $.c[*] = 1 || $.* = 1 }'],
  ])('%s: %s is not supported', (_page, pattern) => {
    expect(() => parseFilterPattern(pattern)).toThrow(FilterPatternError);
  });
});

describe(`the values that TestMetricFilter extracts (${TEST_METRIC_FILTER_PAGE})`, () => {
  const OK = '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /apache_pb.gif HTTP/1.0" 200 1534';
  const FAILED = '127.0.0.1 - frank [10/Oct/2000:13:35:22 -0700] "GET /apache_pb.gif HTTP/1.0" 500 5324';
  const HTML = '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /products/index.html HTTP/1.0" 400 1534';
  const ERROR = '02 May 2014 00:34:16,142 [ERROR] Unhanded exception: InvalidQueryException';
  const TERMINATING = '02 May 2014 00:34:16,224 [ERROR] Terminating the application';

  const start = { $1: '127.0.0.1', $2: '-', $3: 'frank', $4: '10/Oct/2000:13:25:15 -0700' };

  it.each<[pattern: string, line: string, values: Record<string, string> | undefined]>([
    [
      '[ip, identity, user_id, timestamp, request, status_code, size]',
      OK,
      {
        $ip: '127.0.0.1',
        $identity: '-',
        $user_id: 'frank',
        $timestamp: '10/Oct/2000:13:25:15 -0700',
        $request: 'GET /apache_pb.gif HTTP/1.0',
        $status_code: '200',
        $size: '1534',
      },
    ],
    ['[..., size]', OK, { ...start, $5: 'GET /apache_pb.gif HTTP/1.0', $6: '200', $size: '1534' }],
    ['[]', OK, { ...start, $5: 'GET /apache_pb.gif HTTP/1.0', $6: '200', $7: '1534' }],
    [
      '[..., status_code=200, size]',
      OK,
      { ...start, $5: 'GET /apache_pb.gif HTTP/1.0', $status_code: '200', $size: '1534' },
    ],
    ['[..., status_code=200, size]', FAILED, undefined],
    [
      '[..., request=*.html*, status_code=4*,]',
      HTML,
      { ...start, $request: 'GET /products/index.html HTTP/1.0', $status_code: '400', $7: '1534' },
    ],
    ['[..., request=*.html*, status_code=4*,]', OK, undefined],
    ['"[ERROR]"', ERROR, {}],
    ['"[ERROR]"', '02 May 2014 00:34:12,525 [INFO] Starting the application', undefined],
    ['"[ERROR]" Exception', ERROR, {}],
    ['"[ERROR]" Exception', TERMINATING, undefined],
  ])('%s on %s', (pattern, line, values) => {
    expect(extractFields(parseFilterPattern(pattern, 'metric filter'), line)).toEqual(values);
  });
});
