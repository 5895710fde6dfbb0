import type { FunctionConfig } from './function-config.ts';

/** How an invocation ended. */
export type Status = 'success' | 'error' | 'timeout';

export interface Report {
  readonly requestId: string;
  readonly status: Status;
  readonly errorType?: string;
  readonly durationMs: number;
  /** Only of the invocation that brought the environment up. */
  readonly initDurationMs?: number;
  readonly maxMemoryUsedMb: number;
}

/** The lines that Lambda itself writes into a function's log stream, in the format that its LoggingConfig says. */
export interface PlatformLines {
  initStart(): string[];
  start(requestId: string): string[];
  timedOut(requestId: string, timeoutMs: number): string[];
  exited(requestId: string, reason: string): string[];
  end(report: Report): string[];
}

export function platformLines(config: FunctionConfig): PlatformLines {
  return config.logFormat === 'JSON' ? jsonLines(config) : textLines(config);
}

function runtimeVersion({ runtime }: FunctionConfig): string {
  return `nodejs:${/\d+/.exec(runtime)?.[0]}.local`;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html */
function textLines(config: FunctionConfig): PlatformLines {
  return {
    initStart: () => [
      `INIT_START Runtime Version: ${runtimeVersion(config)}\tRuntime Version ARN: arn:aws:lambda:local::runtime:local\n`,
    ],
    start: (requestId) => [`START RequestId: ${requestId} Version: $LATEST\n`],
    timedOut: (requestId, timeoutMs) => [
      `${new Date().toISOString()} ${requestId} Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds\n\n`,
    ],
    exited: (requestId, reason) => [`RequestId: ${requestId} Error: ${reason}\nRuntime.ExitError\n`],
    end: (report) => [
      `END RequestId: ${report.requestId}\n`,
      [
        `REPORT RequestId: ${report.requestId}`,
        `Duration: ${report.durationMs.toFixed(2)} ms`,
        `Billed Duration: ${billedMs(report)} ms`,
        `Memory Size: ${config.memoryMb} MB`,
        `Max Memory Used: ${report.maxMemoryUsedMb} MB`,
        ...(report.initDurationMs === undefined ? [] : [`Init Duration: ${report.initDurationMs.toFixed(2)} ms`]),
        ...(report.status === 'success' ? [] : [`Status: ${report.status}`]),
        ...(report.errorType === undefined ? [] : [`Error Type: ${report.errorType}`]),
        '\n',
      ].join('\t'),
    ],
  };
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html */
function jsonLines(config: FunctionConfig): PlatformLines {
  const event = (type: string, record: object) => [
    `${JSON.stringify({ time: new Date().toISOString(), type, record })}\n`,
  ];
  const isWritten = config.systemLogLevel !== 'WARN';
  const atInfo = (type: string, record: object) => (isWritten ? event(type, record) : []);
  return {
    initStart: () =>
      atInfo('platform.initStart', {
        initializationType: 'on-demand',
        phase: 'init',
        runtimeVersion: runtimeVersion(config),
        functionName: config.name,
        functionVersion: '$LATEST',
      }),
    start: (requestId) => atInfo('platform.start', { requestId, functionArn: config.arn, version: '$LATEST' }),
    timedOut: () => [],
    exited: () => [],
    end: (report) => {
      const { requestId, status, errorType, durationMs, initDurationMs, maxMemoryUsedMb } = report;
      return (status === 'success' ? atInfo : event)('platform.report', {
        requestId,
        metrics: {
          durationMs: Number(durationMs.toFixed(3)),
          billedDurationMs: billedMs(report),
          memorySizeMB: config.memoryMb,
          maxMemoryUsedMB: maxMemoryUsedMb,
          ...(initDurationMs === undefined ? {} : { initDurationMs: Number(initDurationMs.toFixed(3)) }),
        },
        status,
        ...(errorType === undefined ? {} : { errorType }),
      });
    },
  };
}

/** Since August 2025 the initialization is billed as well.
 *  @see https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/ */
function billedMs({ durationMs, initDurationMs = 0 }: Report): number {
  return Math.ceil(durationMs + initDurationMs);
}
