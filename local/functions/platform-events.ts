import { parseArn } from '../../core/arn.ts';
import { isAtLeast } from '../../core/levels.ts';
import type { FunctionConfig } from './function-config.ts';

/** How a phase ended: `error` when the runtime did not survive it. A handler that throws is a success of the runtime.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#Status */
export type Status = 'success' | 'error' | 'timeout';
/** `invoke` when the initialization is made up for within an invocation. */
export type InitPhase = 'init' | 'invoke';

export interface Report {
  readonly requestId: string;
  readonly status: Status;
  readonly errorType?: string;
  readonly durationMs: number;
  /** With a cold start only. */
  readonly initDurationMs?: number;
  readonly maxMemoryUsedMb: number;
}

/** What Lambda itself logs, in text: `INIT_START`, `START`, `END`, `REPORT`; in JSON: `platform.*`, from the system log level
 *  on. Each method gives the log events; none when the format has no such line or the level leaves it out.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html */
export interface PlatformEvents {
  initStart(): string[];
  initEnd(phase: InitPhase, status: Status, durationMs: number, errorType?: string): string[];
  start(requestId: string): string[];
  /** The environment ended before the invocation did. */
  failed(requestId: string, reason: string, errorType: string): string[];
  timedOut(requestId: string, timeoutMs: number): string[];
  end(report: Report, producedBytes: number): string[];
}

export function platformEventsOf(config: FunctionConfig): PlatformEvents {
  return config.logFormat === 'JSON' ? new JsonEvents(config) : new TextEvents(config);
}

/** Text events end in a newline, as the service stores them; what has fields parts them by tabs. */
class TextEvents implements PlatformEvents {
  readonly #config: FunctionConfig;

  constructor(config: FunctionConfig) {
    this.#config = config;
  }

  initStart(): string[] {
    const { version, arn } = runtimeVersion(this.#config);
    return [`INIT_START Runtime Version: ${version}\tRuntime Version ARN: ${arn}\n`];
  }

  initEnd(phase: InitPhase, status: Status, durationMs: number, errorType?: string): string[] {
    if (status === 'success') return [];
    const error = errorType ? `\tError Type: ${errorType}` : '';
    return [`INIT_REPORT Init Duration: ${durationMs.toFixed(2)} ms\tPhase: ${phase}\tStatus: ${status}${error}\n`];
  }

  start(requestId: string): string[] {
    return [`START RequestId: ${requestId} Version: $LATEST\n`];
  }

  failed(requestId: string, reason: string, errorType: string): string[] {
    return [`RequestId: ${requestId} Error: ${reason}\n${errorType}\n`];
  }

  timedOut(requestId: string, timeoutMs: number): string[] {
    return [`${new Date().toISOString()} ${requestId} ${timeoutMessage(timeoutMs)}\n\n`];
  }

  end(report: Report): string[] {
    const { requestId, durationMs, initDurationMs, status, errorType } = report;
    const fields = [
      `REPORT RequestId: ${requestId}`,
      `Duration: ${durationMs.toFixed(2)} ms`,
      `Billed Duration: ${billedMs(report)} ms`,
      `Memory Size: ${this.#config.memoryMb} MB`,
      `Max Memory Used: ${report.maxMemoryUsedMb} MB`,
      ...(initDurationMs === undefined ? [] : [`Init Duration: ${initDurationMs.toFixed(2)} ms`]),
      ...(status === 'success' ? [''] : [`Status: ${status}`]),
      ...(errorType ? [`Error Type: ${errorType}`] : []),
    ];
    return [`END RequestId: ${requestId}\n`, `${fields.join('\t')}\n`];
  }
}

/** JSON events are objects without a newline.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html */
class JsonEvents implements PlatformEvents {
  readonly #config: FunctionConfig;

  constructor(config: FunctionConfig) {
    this.#config = config;
  }

  initStart(): string[] {
    const { version, arn } = runtimeVersion(this.#config);
    return this.#event('INFO', 'platform.initStart', {
      initializationType: 'on-demand',
      phase: 'init',
      runtimeVersion: version,
      runtimeVersionArn: arn,
      functionName: this.#config.name,
      functionVersion: '$LATEST',
    });
  }

  initEnd(phase: InitPhase, status: Status, durationMs: number, errorType?: string): string[] {
    const level = status === 'success' ? 'DEBUG' : 'WARN';
    const record = { initializationType: 'on-demand', phase, status, ...(errorType && { errorType }) };
    return [
      ...this.#event(level, 'platform.initRuntimeDone', record),
      ...this.#event(level, 'platform.initReport', { ...record, metrics: { durationMs: thousandths(durationMs) } }),
    ];
  }

  start(requestId: string): string[] {
    return this.#event('INFO', 'platform.start', { requestId, version: '$LATEST' });
  }

  failed(): string[] {
    return [];
  }

  timedOut(): string[] {
    return [];
  }

  end(report: Report, producedBytes: number): string[] {
    const { requestId, status, errorType, initDurationMs } = report;
    const durationMs = thousandths(report.durationMs);
    const failure = errorType ? { errorType } : {};
    const succeeded = status === 'success';
    return [
      ...this.#event(succeeded ? 'DEBUG' : 'WARN', 'platform.runtimeDone', {
        requestId,
        status,
        ...failure,
        metrics: { durationMs, producedBytes },
      }),
      ...this.#event(succeeded ? 'INFO' : 'WARN', 'platform.report', {
        requestId,
        metrics: {
          durationMs,
          billedDurationMs: billedMs(report),
          memorySizeMB: this.#config.memoryMb,
          maxMemoryUsedMB: report.maxMemoryUsedMb,
          ...(initDurationMs !== undefined && { initDurationMs: thousandths(initDurationMs) }),
        },
        status,
        ...failure,
      }),
    ];
  }

  #event(level: 'DEBUG' | 'INFO' | 'WARN', type: string, record: object): string[] {
    if (!isAtLeast(level, this.#config.systemLogLevel ?? 'INFO')) return [];
    return [JSON.stringify({ time: new Date().toISOString(), type, record })];
  }
}

export function timeoutMessage(timeoutMs: number): string {
  return `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
}

/** Since August 2025 the initialization is billed too.
 *  @see https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/ */
function billedMs({ durationMs, initDurationMs = 0 }: Report): number {
  return Math.ceil(durationMs + initDurationMs);
}

/** Says plainly that the runtime is the local one. */
function runtimeVersion({ runtime, arn }: FunctionConfig): { version: string; arn: string } {
  const region = parseArn(arn)?.region ?? '';
  return {
    version: `nodejs:${/\d+/.exec(runtime)?.[0]}.local`,
    arn: `arn:aws:lambda:${region}::runtime:local`,
  };
}

function thousandths(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
