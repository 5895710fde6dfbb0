import type { LogRecord } from '../../log-event.ts';
import { numberAt, textAt } from '../../record-fields.ts';
import type { CallLines } from './build-call.ts';
import { Expectations } from './expectations.ts';
import { helperRecordIn } from './helper-record.ts';
import type { MissingLine } from './joined-call.ts';

/** Which logs are read in addition to the access logs. A call does not wait for lines of other logs. */
export interface LogsRead {
  readonly execution: boolean;
  readonly functions: boolean;
}

/** A line, or the lines of one log, that a call may have. */
interface ExpectedLine {
  readonly line: MissingLine;
  /** Identifies the calls that either all have the line or all lack it, such as `execution a1b2c3/prod` for those of a stage. */
  readonly expectationKey: string;
  readonly hasArrived: boolean;
  /** It must arrive, regardless of earlier calls. */
  readonly isRequired: boolean;
  /** The call waits the full grace period for it, unless earlier calls had no such line. */
  readonly isLikely?: boolean;
  /** This call is an exception, such as a refused request: an arrived line says nothing about other calls; a missing one does. */
  readonly isException?: boolean;
  /** It cannot arrive any more. It is not waited for, and its absence says nothing about other calls. */
  readonly isUnavailable?: boolean;
}

/** Decides which lines a call still waits for, and which lines are missing. Learns from the lines that arrive. */
export class Completeness {
  readonly #reads: LogsRead;
  readonly #expectations = new Expectations();

  constructor(reads: LogsRead) {
    this.#reads = reads;
  }

  /** Increases when an expectation changes. A call that was incomplete may then be complete. */
  get version(): number {
    return this.#expectations.version;
  }

  /** Whether all lines that are still expected have arrived.
   *  @param awaitsOptional whether to wait also for optional lines that may arrive. */
  isComplete(lines: CallLines, awaitsOptional: boolean): boolean {
    return this.#expectedLines(lines).every(({ hasArrived, isRequired, isLikely, isUnavailable, expectationKey }) => {
      if (hasArrived || isUnavailable) return true;
      if (isRequired || this.#expectations.isExpected(expectationKey)) return false;
      return !((isLikely || awaitsOptional) && this.#expectations.isPossible(expectationKey));
    });
  }

  /** Learns from a call that no longer waits. @returns its missing lines. */
  finish(lines: CallLines): MissingLine[] {
    const expected = this.#expectedLines(lines);
    for (const { expectationKey, hasArrived, isRequired, isException, isUnavailable } of expected) {
      if (hasArrived && !isException) this.#expectations.recordArrival(expectationKey);
      else if (!hasArrived && !isRequired && !isUnavailable) this.#expectations.recordTimeout(expectationKey);
    }
    const missing = expected.filter(
      ({ hasArrived, isRequired, expectationKey }) =>
        !hasArrived && (isRequired || this.#expectations.isExpected(expectationKey)),
    );
    return [...new Set(missing.map(({ line }) => line))];
  }

  /** Learns from a record as soon as it arrives: all calls of its log group can be expected to have such a line. */
  learn(record: LogRecord): void {
    if (record.fields?.step === 'request-body') this.#expectations.recordArrival(dataTraceKey(record.group));
    if (helperRecordIn([record])) this.#expectations.recordArrival(helperKey(record.group));
  }

  #expectedLines({ access, helper, execution, function: functionLines, functionRequestId }: CallLines): ExpectedLine[] {
    const expected: ExpectedLine[] = [];
    if (!access) expected.push({ line: 'access', expectationKey: 'access', hasArrived: false, isRequired: true });
    const fields = access?.fields ?? {};
    // A request without a route has an access line and no other lines.
    const hadNoRoute = Object.hasOwn(fields, 'route') && textAt(fields, 'route') === null;
    if (this.#reads.execution && access && !hadNoRoute)
      expected.push(...executionLines(access, execution, functionRequestId !== null));
    // The format has a field for the id of the function's request, and it is unset: no function was invoked.
    const hadNoFunction = functionRequestId === null && Object.hasOwn(fields, 'integrationRequestId');
    if (!this.#reads.functions || hadNoFunction) return expected;
    const report = functionLines.find(({ kind }) => kind === 'function.report');
    expected.push(
      {
        line: 'function',
        expectationKey: `function ${access?.group}`,
        hasArrived: report !== undefined,
        isRequired: functionRequestId !== null,
      },
      {
        line: 'api.call',
        expectationKey: helperKey(functionLines[0]?.group ?? access?.group),
        hasArrived: helper !== undefined,
        isRequired: false,
        // The helper cannot write after the end of its process.
        isUnavailable: wasTerminated(report),
      },
    );
    return expected;
  }
}

/** Whether the function's process ended before the invocation did: Lambda stopped it, or it exited.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#platform-report */
function wasTerminated(report: LogRecord | undefined): boolean {
  const { status, errorType } = report?.fields ?? {};
  return status === 'timeout' || (typeof errorType === 'string' && TERMINATED.test(errorType));
}

const TERMINATED = /^(?:Runtime\.(?:ExitError|OutOfMemory)|Sandbox\.Timedout)$/;

/** Statuses of requests that API Gateway itself refuses: without a valid token, too large, or throttled. It does not write
 *  execution lines for all of them.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/call-api-with-api-gateway-lambda-authorization.html
 *  @see https://repost.aws/knowledge-center/api-gateway-missing-cloudwatch-logs */
const REFUSAL_STATUSES: ReadonlySet<unknown> = new Set([401, 403, 413, 429]);

function executionLines(
  { fields, group }: LogRecord,
  execution: readonly LogRecord[],
  ranFunction: boolean,
): ExpectedLine[] {
  const steps = new Set(execution.map((record) => record.fields?.step));
  const stage = `${textAt(fields, 'apiId') ?? group}/${textAt(fields, 'stage')}`;
  const status = numberAt(fields, 'status') ?? 0;
  const hasFailed = status >= 500 || steps.has('failure');
  // A request that is refused before its method is executed ends with the reason, and has no bodies.
  const wasRefused = steps.has('failure') && !steps.has('start') && !ranFunction;
  const common = { line: 'execution', isRequired: false } as const;
  const [first] = execution;
  if (!first && REFUSAL_STATUSES.has(status) && !ranFunction)
    return [{ ...common, expectationKey: `refusal ${stage}`, hasArrived: false, isException: true }];
  const end: ExpectedLine = {
    ...common,
    expectationKey: `execution ${stage}`,
    hasArrived: steps.has('status') || wasRefused,
    isLikely: true,
    // With the level ERROR, a stage logs only failures.
    isException: hasFailed,
  };
  if (!first || wasRefused) return [end];
  // The lines may arrive in another order: the bodies may come after the last line.
  const hasBodies = steps.has('request-body') && (hasFailed || steps.has('response-body'));
  return [end, { ...common, expectationKey: dataTraceKey(first.group), hasArrived: hasBodies }];
}

/** Calls of stages with data tracing, by the group of their execution log. */
function dataTraceKey(group: string): string {
  return `trace ${group}`;
}

/** Calls of functions with Tailgate's helper, by the function's log group. */
function helperKey(group: string | undefined): string {
  return `api.call ${group}`;
}
