import { parseArn } from '../../core/arn.ts';
import { isAtLeast } from '../../core/levels.ts';
import type { FunctionConfig } from './function-config.ts';

/** The status of a phase. `error` means that the runtime exited; an error that the handler throws is a `success` of the runtime.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#Status */
export type Status = 'success' | 'error' | 'timeout';
/** `invoke` for an initialization that is repeated in an invocation. */
export type InitPhase = 'init' | 'invoke';

/** The values of the report at the end of an invocation. */
export interface Report {
  readonly requestId: string;
  readonly status: Status;
  readonly errorType?: string;
  readonly durationMs: number;
  /** Only after a cold start. */
  readonly initDurationMs?: number;
  readonly maxMemoryUsedMb: number;
}

/** The log events of Lambda itself. As text: `INIT_START`, `START`, `END`, `REPORT`. As JSON: `platform.*` events of at least the
 *  system log level. A method returns an empty array if the format has no such event or its level is too low.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html */
export interface PlatformEvents {
  initStart(): string[];
  initEnd(phase: InitPhase, status: Status, durationMs: number, errorType?: string): string[];
  start(requestId: string): string[];
  /** The runtime process exited during the invocation. */
  failed(requestId: string, reason: string, errorType: string): string[];
  timedOut(requestId: string, timeoutMs: number): string[];
  end(report: Report, producedBytes: number): string[];
}

/** Creates the events in the log format of the function. */
export function createPlatformEvents(config: FunctionConfig): PlatformEvents {
  return config.logFormat === 'JSON' ? new JsonEvents(config) : new TextEvents(config);
}

/** Text events end with a newline, as the service stores them. Their fields are separated by tabs. */
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
      ...this.#event(level, 'platform.initReport', {
        ...record,
        metrics: { durationMs: roundToMicroseconds(durationMs) },
      }),
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
    const durationMs = roundToMicroseconds(report.durationMs);
    const succeeded = status === 'success';
    return [
      ...this.#event(succeeded ? 'DEBUG' : 'WARN', 'platform.runtimeDone', {
        requestId,
        status,
        ...(errorType && { errorType }),
        metrics: { durationMs, producedBytes },
      }),
      ...this.#event(succeeded ? 'INFO' : 'WARN', 'platform.report', {
        requestId,
        metrics: {
          durationMs,
          billedDurationMs: billedMs(report),
          memorySizeMB: this.#config.memoryMb,
          maxMemoryUsedMB: report.maxMemoryUsedMb,
          ...(initDurationMs !== undefined && { initDurationMs: roundToMicroseconds(initDurationMs) }),
        },
        status,
        ...(errorType && { errorType }),
      }),
    ];
  }

  #event(level: 'DEBUG' | 'INFO' | 'WARN', type: string, record: object): string[] {
    if (!isAtLeast(level, this.#config.systemLogLevel ?? 'INFO')) return [];
    return [JSON.stringify({ time: new Date().toISOString(), type, record })];
  }
}

/** The message of Lambda for an invocation that exceeds the timeout of the function. */
export function timeoutMessage(timeoutMs: number): string {
  return `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
}

/** Since August 2025 the billed duration includes the initialization.
 *  @see https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/ */
function billedMs({ durationMs, initDurationMs = 0 }: Report): number {
  return Math.ceil(durationMs + initDurationMs);
}

/** A version that is recognizable as the local runtime. */
function runtimeVersion({ runtime, arn }: FunctionConfig): { version: string; arn: string } {
  const region = parseArn(arn)?.region ?? '';
  return {
    version: `nodejs:${/\d+/.exec(runtime)?.[0]}.local`,
    arn: `arn:aws:lambda:${region}::runtime:local`,
  };
}

function roundToMicroseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
