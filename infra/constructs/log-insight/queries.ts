/** A saved query of Logs Insights. */
export interface SavedQuery {
  readonly name: string;
  /** Which log groups it reads. */
  readonly reads: 'access' | 'functions' | 'all';
  readonly text: string;
}

/** Queries for the most frequent questions about an API. They read the access log of Tailgate's format and the JSON lines of Lambda.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html */
export const SAVED_QUERIES: readonly SavedQuery[] = [
  {
    name: 'slowest routes',
    reads: 'access',
    text: [
      'filter ispresent(responseLatency)',
      'stats count(*) as calls, pct(responseLatency, 50) as p50, pct(responseLatency, 95) as p95, pct(responseLatency, 99) as p99, max(responseLatency) as slowest by method, route',
      'sort p99 desc',
      'limit 50',
    ].join('\n| '),
  },
  {
    name: 'errors by route',
    reads: 'access',
    text: [
      'filter status >= 400',
      'stats count(*) as calls, latest(requestId) as lastRequestId by method, route, status, responseType, errorMessage',
      'sort calls desc',
      'limit 100',
    ].join('\n| '),
  },
  {
    name: 'cold starts',
    reads: 'functions',
    text: [
      'filter type = "platform.report"',
      'stats count(*) as invocations, count(record.metrics.initDurationMs) as coldStarts, pct(record.metrics.initDurationMs, 95) as initP95 by @log',
      'sort coldStarts desc',
    ].join('\n| '),
  },
  {
    name: 'cost by function',
    reads: 'functions',
    text: [
      'filter type = "platform.report"',
      'stats count(*) as invocations, sum(record.metrics.billedDurationMs * record.metrics.memorySizeMB) / 1024000 as gbSeconds, max(record.metrics.maxMemoryUsedMB) as memoryUsedMB, max(record.metrics.memorySizeMB) as memoryMB by @log',
      'sort gbSeconds desc',
    ].join('\n| '),
  },
  {
    name: 'one request',
    reads: 'all',
    text: [
      '# Replace REQUEST-ID by the request id of API Gateway or Lambda, or by the trace id.',
      'fields @timestamp, @log, @message',
      'filter @message like "REQUEST-ID"',
      'sort @timestamp asc',
      'limit 1000',
    ]
      .join('\n| ')
      .replace('.\n| ', '.\n'),
  },
];
