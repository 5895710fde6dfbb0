/** The examples of the documentation of filter patterns, one row for each pattern and line. Where a page describes an example in words
 *  or shows a fragment, the row has the complete line. */
export interface DocumentedExample {
  readonly page: string;
  readonly pattern: string;
  readonly line: string;
  readonly matches: boolean;
}

const USER_GUIDE = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs';

export const REGEX_PAGE = `${USER_GUIDE}/regex-expressions.html`;
export const UNSTRUCTURED_PAGE = `${USER_GUIDE}/matching-terms-unstructured-log-events.html`;
export const JSON_PAGE = `${USER_GUIDE}/matching-terms-json-log-events.html`;
export const SPACE_DELIMITED_PAGE = `${USER_GUIDE}/matching-terms-space-delimited-log-events.html`;
export const METRIC_EXAMPLES_PAGE = `${USER_GUIDE}/MonitoringPolicyExamples.html`;
export const METRIC_FILTER_PAGE = `${USER_GUIDE}/FilterAndPatternSyntaxForMetricFilters.html`;
export const TEST_METRIC_FILTER_PAGE =
  'https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TestMetricFilter.html';

interface ExampleLines {
  readonly yes?: readonly string[];
  readonly no?: readonly string[];
}

function rows(
  page: string,
  examples: readonly (readonly [pattern: string, lines: ExampleLines])[],
): DocumentedExample[] {
  return examples.flatMap(([pattern, { yes = [], no = [] }]) => [
    ...yes.map((line) => ({ page, pattern, line, matches: true })),
    ...no.map((line) => ({ page, pattern, line, matches: false })),
  ]);
}

const BAD_REQUEST = '[ERROR 400] BAD REQUEST';
const UNAUTHORIZED = '[ERROR 401] UNAUTHORIZED REQUEST';
const MISSING_ARGUMENTS = '[ERROR 419] MISSING ARGUMENTS';
const INVALID_ARGUMENTS = '[ERROR 420] INVALID ARGUMENTS';
const SERVER_ERROR = '[ERROR 500] INTERNAL SERVER ERROR';

const unstructured = rows(UNSTRUCTURED_PAGE, [
  [
    'ERROR',
    { yes: [BAD_REQUEST, UNAUTHORIZED, MISSING_ARGUMENTS, INVALID_ARGUMENTS], no: ['[error 400] bad request'] },
  ],
  ['ERROR ARGUMENTS', { yes: [MISSING_ARGUMENTS, INVALID_ARGUMENTS], no: [BAD_REQUEST, UNAUTHORIZED] }],
  ['?ERROR ?ARGUMENTS', { yes: [BAD_REQUEST, UNAUTHORIZED, MISSING_ARGUMENTS, INVALID_ARGUMENTS], no: ['[INFO] OK'] }],
  [
    '?ERROR ?ARGUMENTS REQUEST',
    {
      yes: ['[INFO] REQUEST FAILED', '[WARN] UNAUTHORIZED REQUEST', '[ERROR] 400 BAD REQUEST'],
      no: [MISSING_ARGUMENTS],
    },
  ],
  ['"INTERNAL SERVER ERROR"', { yes: [SERVER_ERROR], no: ['[ERROR 500] INTERNAL ERROR OF THE SERVER'] }],
  ['ERROR -ARGUMENTS', { yes: [BAD_REQUEST, UNAUTHORIZED], no: [MISSING_ARGUMENTS, INVALID_ARGUMENTS] }],
  ['" "', { yes: [BAD_REQUEST, UNAUTHORIZED, MISSING_ARGUMENTS, INVALID_ARGUMENTS, SERVER_ERROR] }],
]);

const regex = rows(REGEX_PAGE, [
  [
    '%AUTHORIZED%',
    { yes: ['[ERROR 401] UNAUTHORIZED REQUEST', '[SUCCESS 200] AUTHORIZED REQUEST'], no: [BAD_REQUEST] },
  ],
  ['%\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}%', { yes: ['from 203.0.113.10 port 443'], no: ['version 1.2.3'] }],
  ['%[Ee]rror|[Ff]ail%', { yes: ['Error', 'error', 'Fail', 'failed'], no: ['ERROR'] }],
  ['%^[hc]at%', { yes: ['hat', 'cat', 'hats off'], no: ['a hat', 'bat'] }],
  ['%[hc]at$%', { yes: ['hat', 'cat', 'a hat'], no: ['hats', 'bat'] }],
  ['%colou?r%', { yes: ['color', 'colour'], no: ['colouur'] }],
  ['%[abc]%', { yes: ['a', 'b', 'c'], no: ['d'] }],
  ['%[a-z]%', { yes: ['a', 'm', 'z'], no: ['A', '1'] }],
  ['%[abcx-z]%', { yes: ['a', 'b', 'c', 'x', 'y', 'z'], no: ['d', 'w'] }],
  ['%a{3,5}%', { yes: ['aaa', 'aaaa', 'aaaaa'], no: ['aa', 'aa aa'] }],
  ['%gra|ey%', { yes: ['gray', 'grey'], no: ['groy'] }],
  [
    '%^starting|^initializing|^shutting down%',
    { yes: ['starting ...', 'initializing ...', 'shutting down'], no: ['skipping initializing ...'] },
  ],
  ['%abcc|ab[^c]$%', { yes: ['abcc ...', 'aba'], no: ['aac ...', 'abc'] }],
  ['%\\[.\\]%', { yes: ['[a]', '[b]', '[7]', '[@]', '[]]', '[ ]'], no: ['[]', 'a'] }],
  ['%10\\.10\\.0\\.1%', { yes: ['10.10.0.1'], no: ['10010,051'] }],
  ['%ab*c%', { yes: ['ac', 'abc', 'abbbc'], no: ['adc'] }],
  ['%ab[0-9]*%', { yes: ['ab', 'ab0', 'ab129'], no: ['a0'] }],
  ['%ab+c%', { yes: ['abc', 'abbc', 'abbbc'], no: ['ac'] }],
  ['%.at%', { yes: ['hat', 'cat', 'bat', '4at', '#at', ' at'], no: ['at'] }],
  ['%10.10.0.1%', { yes: ['10010,051', '10.10.0.1'] }],
  ['%\\d%', { yes: ['0', '9'], no: ['a', ' '] }],
  ['%\\D%', { yes: ['a', ' '], no: ['09'] }],
  ['%\\s%', { yes: ['a\tb', 'a b', 'a\nb'], no: ['ab'] }],
  ['%\\S%', { yes: ['a'], no: [' \t\n'] }],
  ['%\\w%', { yes: ['a', 'Z', '_', '0'], no: ['-', ' '] }],
  ['%\\W%', { yes: ['-', ' '], no: ['aZ_0'] }],
  ['%\\x3A%', { yes: ['key:value'], no: ['key=value'] }],
  ['%\\x28%', { yes: ['f(x)'], no: ['f[x]'] }],
]);

const EVENT = JSON.stringify({
  eventType: 'UpdateTrail',
  sourceIPAddress: '111.111.111.111',
  arrayKey: ['value', 'another value'],
  objectList: [
    { name: 'a', id: 1 },
    { name: 'b', id: 2 },
  ],
  SomeObject: null,
  'cluster.name': 'c',
});

const USERS = JSON.stringify({
  user: { id: 1, email: 'John.Stiles@example.com' },
  users: [
    { id: 2, email: 'John.Doe@example.com' },
    { id: 3, email: 'Jane.Doe@example.com' },
  ],
  actions: ['GET', 'PUT', 'DELETE'],
  coordinates: [
    [0, 1, 2],
    [4, 5, 6],
    [7, 8, 9],
  ],
});

const json = rows(JSON_PAGE, [
  ['{ $.eventType = "UpdateTrail" }', { yes: [EVENT, '{"eventType": "UpdateTrail", "source": "cloudtrail"}'] }],
  ['{ $.eventType = "UpdateTrail" }', { no: ['{"eventType": "UserLogin", "userId": "123"}', 'UpdateTrail'] }],
  ['{ $.sourceIPAddress != 123.123.* }', { yes: [EVENT], no: ['{"sourceIPAddress": "123.123.0.1"}'] }],
  ['{ $.arrayKey[0] = "value" }', { yes: [EVENT], no: ['{"arrayKey": "value"}'] }],
  ['{ $.eventType = %Trail% }', { yes: [EVENT], no: ['{"eventType": "UserLogin"}'] }],
  ['{ $.arrayKey[*] = %val.{2}% }', { yes: [EVENT], no: ['{"arrayKey": ["val"]}'] }],
  ['{ $.* = %111\\.111\\.111\\.1[0-9]{1,2}% }', { yes: [EVENT], no: ['{"sourceIPAddress": "111.111.111.2"}'] }],
  ['{ $.[\'cluster.name\'] = "c" }', { yes: [EVENT], no: ['{"cluster": {"name": "c"}}'] }],
  ['{ $.SomeObject IS NULL }', { yes: [EVENT], no: ['{"SomeObject": "null"}', '{}'] }],
  ['{ $.SomeOtherObject NOT EXISTS }', { yes: [EVENT], no: ['{"SomeOtherObject": null}'] }],
  ['{ $.ThisFlag IS TRUE }', { yes: ['{"ThisFlag": true}'], no: ['{"ThisFlag": false}', '{"ThisFlag": "true"}'] }],
  ['{ $.ThisFlag IS FALSE }', { yes: ['{"ThisFlag": false}'], no: ['{"ThisFlag": true}', '{}'] }],
  ['{ $.bandwidth > 75 }', { yes: ['{"bandwidth": 76}'], no: ['{"bandwidth": 75}'] }],
  ['{ $.latency < 50 }', { yes: ['{"latency": 49.9}'], no: ['{"latency": 50}'] }],
  ['{ $.refreshRate >= 60 }', { yes: ['{"refreshRate": 60}'], no: ['{"refreshRate": 59}'] }],
  ['{ $.responseTime <= 5 }', { yes: ['{"responseTime": 5}'], no: ['{"responseTime": 5.01}'] }],
  ['{ $.errorCode = 400}', { yes: ['{"errorCode": 400}'], no: ['{"errorCode": 401}'] }],
  ['{ $.errorCode != 500 }', { yes: ['{"errorCode": 400}'], no: ['{"errorCode": 500}'] }],
  ['{ $.number[0] = 1e+3 }', { yes: ['{"number": [1000]}'], no: ['{"number": [1]}'] }],
  ['{ $.number[0] != 1e-3 }', { yes: ['{"number": [1000]}'], no: ['{"number": [0.001]}'] }],
  ['{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }', { yes: [USERS] }],
  [
    '{ $.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = "nonmatch" && $.actions[2] = "nonmatch" }',
    { yes: [USERS] },
  ],
  [
    '{ ($.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = "nonmatch") && $.actions[2] = "nonmatch" }',
    { no: [USERS] },
  ],
  ['{ ($.user.id = 2 && $.users[0].email = "nonmatch") || $.actions[2] = "GET" }', { no: [USERS] }],
  ['{ $.users = 1 }', { no: ['{"users": [1, 2, 3]}'] }],
  ['{ $.users != 1 }', { no: ['{"users": [1, 2, 3]}'] }],
]);

const NOT_FOUND = '127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534';
const INFO_GET = 'INFO 09/25/2014 12:00:00 GET /service/resource/67 1200';
const INFO_POST = 'INFO 09/25/2014 12:00:01 POST /service/resource/67/part/111 1310';
const WARNING = 'WARNING 09/25/2014 12:00:02 Invalid user request';
const ERROR = 'ERROR 09/25/2014 12:00:02 Failed to process request';

const spaceDelimited = rows(SPACE_DELIMITED_PAGE, [
  [
    '[ip=%127\\.0\\.0\\.[1-9]%, user, username, timestamp, request =*.html*, status_code = 4*, bytes]',
    { yes: [NOT_FOUND], no: [NOT_FOUND.replace('404', '200'), NOT_FOUND.replace('127.', '10.')] },
  ],
  ['[..., request =*.html*, status_code = 4*, bytes]', { yes: [NOT_FOUND], no: [NOT_FOUND.replace('.html', '.gif')] }],
  [
    '[ip, user, username, timestamp, request =*.html*, status_code = 404 || status_code = 410, bytes]',
    { yes: [NOT_FOUND, NOT_FOUND.replace('404', '410')], no: [NOT_FOUND.replace('404', '403')] },
  ],
  ['[w1=ERROR, w2]', { yes: [ERROR], no: [INFO_GET, INFO_POST, WARNING] }],
  ['[w1=ERROR || w1=WARNING, w2]', { yes: [ERROR, WARNING], no: [INFO_GET, INFO_POST] }],
  ['[w1!=ERROR && w1!=WARNING, w2]', { yes: [INFO_GET, INFO_POST], no: [ERROR, WARNING] }],
  [
    '[logLevel, date, time, method, url=%/service/resource/[0-9]+$%, response_time]',
    { yes: [INFO_GET], no: [INFO_POST, WARNING, ERROR] },
  ],
  [
    '[logLevel, date, time, method, url=%/service/resource/[0-9]+/part/[0-9]+$%, response_time]',
    { yes: [INFO_POST], no: [INFO_GET, WARNING, ERROR] },
  ],
]);

const metricFilters = [
  ...rows(METRIC_EXAMPLES_PAGE, [
    ['', { yes: ['any line', ''] }],
    ['Error', { yes: ['Error: no space left'], no: ['error: no space left'] }],
    ['[ip, id, user, timestamp, request, status_code=404, size]', { yes: [NOT_FOUND] }],
    [
      '[ip, id, user, timestamp, request, status_code=4*, size]',
      { yes: [NOT_FOUND], no: [NOT_FOUND.replace('404', '200')] },
    ],
  ]),
  ...rows(METRIC_FILTER_PAGE, [
    ['{ $.latency = * }', { yes: ['{"latency": 50, "requestType": "GET"}'], no: ['{"requestType": "GET"}'] }],
    ['[ip, server, username, timestamp, request, status_code, bytes > 1000]', { yes: [NOT_FOUND] }],
    ['[ip, server, username, timestamp, request, status_code, bytes > 1534]', { no: [NOT_FOUND] }],
  ]),
];

export const DOCUMENTED_EXAMPLES: readonly DocumentedExample[] = [
  ...unstructured,
  ...regex,
  ...json,
  ...spaceDelimited,
  ...metricFilters,
];
