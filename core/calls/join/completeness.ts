import type { LogRecord } from '../../log-event.ts';
import type { CallParts } from './build-call.ts';
import { numberAt, textAt } from './call-fields.ts';
import { Expectations } from './expectations.ts';
import type { MissingPart } from './joined-call.ts';
import { ownRecordIn } from './own-record.ts';

/** Which logs are read besides the access logs: what is not read is not waited for. */
export interface LogsRead {
  readonly execution: boolean;
  readonly functions: boolean;
}

/** One thing that a call may have. */
interface Item {
  readonly part: MissingPart;
  /** What calls that are alike in this have in common: an API's stage, a function's log group. */
  readonly kind: string;
  readonly isThere: boolean;
  /** It must come, whatever earlier calls tell. */
  readonly isCertain: boolean;
  /** It comes, unless earlier calls tell otherwise: not a mere hope. */
  readonly isLikely?: boolean;
  /** That it came tells nothing of other calls. */
  readonly isSpecial?: boolean;
  /** It is not waited for, and that it is not there tells nothing of other calls. */
  readonly cannotCome?: boolean;
}

/** Says what a call still waits for, and what it misses, and learns from what came. */
export class Completeness {
  readonly #reads: LogsRead;
  readonly #expectations = new Expectations();

  constructor(reads: LogsRead) {
    this.#reads = reads;
  }

  /** Grows whenever a call that was not complete may be by what was learned. */
  get version(): number {
    return this.#expectations.version;
  }

  /** Whether everything is there that can still be expected.
   *  @param mayHope whether to wait also for what may come, but need not. */
  isComplete(parts: CallParts, mayHope: boolean): boolean {
    return this.#items(parts).every(({ isThere, isCertain, isLikely, cannotCome, kind }) => {
      if (isThere || cannotCome) return true;
      if (isCertain || this.#expectations.isSure(kind)) return false;
      return !((isLikely || mayHope) && this.#expectations.isPossible(kind));
    });
  }

  /** What is missing of a call that is given out now. */
  settle(parts: CallParts): MissingPart[] {
    const items = this.#items(parts);
    for (const { kind, isThere, isCertain, isSpecial, cannotCome } of items) {
      if (isThere && !isSpecial) this.#expectations.came(kind);
      else if (!isThere && !isCertain && !cannotCome) this.#expectations.waitedInVain(kind);
    }
    const missing = items.filter((item) => !item.isThere && (item.isCertain || this.#expectations.isSure(item.kind)));
    return [...new Set(missing.map((item) => item.part))];
  }

  /** Learns from a record as soon as it comes: what it shows can be waited for with every call of its log group. */
  learn(record: LogRecord): void {
    if (record.fields?.step === 'request-body') this.#expectations.came(traceOf(record.group));
    if (ownRecordIn([record])) this.#expectations.came(helperOf(record.group));
  }

  #items({ access, own, execution, function: lines, functionRequestId }: CallParts): Item[] {
    const items: Item[] = [];
    if (!access) items.push({ part: 'access', kind: 'access', isThere: false, isCertain: true });
    const fields = access?.fields ?? {};
    // A path without a route leaves an access line and nothing else.
    const hadNoRoute = Object.hasOwn(fields, 'route') && textAt(fields, 'route') === null;
    if (this.#reads.execution && access && !hadNoRoute)
      items.push(...executionItems(access, execution, functionRequestId !== null));
    // A format that gives the id of the function's request says by leaving it out that no function ran.
    const ranNone = functionRequestId === null && Object.hasOwn(fields, 'integrationRequestId');
    if (!this.#reads.functions || ranNone) return items;
    const report = lines.find(({ kind }) => kind === 'function.report');
    const isThere = report !== undefined;
    const isCertain = functionRequestId !== null;
    items.push({ part: 'function', kind: `function ${access?.group}`, isThere, isCertain });
    const kind = helperOf(lines[0]?.group ?? access?.group);
    // The helper cannot speak for a function that is no longer there.
    const cannotCome = wasEnded(report);
    items.push({ part: 'api.call', kind, isThere: own !== undefined, isCertain: false, cannotCome });
    return items;
  }
}

/** Whether Lambda ended the function's process, or it ended by itself, before the invocation was over.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#platform-report */
function wasEnded(report: LogRecord | undefined): boolean {
  const { status, errorType } = report?.fields ?? {};
  return status === 'timeout' || (typeof errorType === 'string' && ENDED.test(errorType));
}

const ENDED = /^(?:Runtime\.(?:ExitError|OutOfMemory)|Sandbox\.Timedout)$/;

/** Statuses of requests that API Gateway refuses itself; of some it writes nothing: without a token, too large, too many.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/call-api-with-api-gateway-lambda-authorization.html
 *  @see https://repost.aws/knowledge-center/api-gateway-missing-cloudwatch-logs */
const REFUSED: ReadonlySet<unknown> = new Set([401, 403, 413, 429]);

function executionItems({ fields, group }: LogRecord, execution: readonly LogRecord[], ranFunction: boolean): Item[] {
  const steps = new Set(execution.map((record) => record.fields?.step));
  const stage = `${textAt(fields, 'apiId') ?? group}/${textAt(fields, 'stage')}`;
  const status = numberAt(fields, 'status') ?? 0;
  const hasFailed = status >= 500 || steps.has('failure');
  // What is refused before its method is executed has its reason for its last line, and no bodies.
  const wasRefused = steps.has('failure') && !steps.has('start') && !ranFunction;
  const item = { part: 'execution', isCertain: false } as const;
  const [first] = execution;
  if (!first && REFUSED.has(status) && !ranFunction)
    return [{ ...item, kind: `refusal ${stage}`, isThere: false, isSpecial: true }];
  const end: Item = {
    ...item,
    kind: `execution ${stage}`,
    isThere: steps.has('status') || wasRefused,
    isLikely: true,
    // At level ERROR a stage writes of failures alone.
    isSpecial: hasFailed,
  };
  if (!first || wasRefused) return [end];
  // Lines do not always come in their order: bodies may come behind the last one.
  const hasBodies = steps.has('request-body') && (hasFailed || steps.has('response-body'));
  return [end, { ...item, kind: traceOf(first.group), isThere: hasBodies }];
}

/** Stages that trace data, by the log group of their executions. */
function traceOf(group: string): string {
  return `trace ${group}`;
}

/** Functions that have Tailgate's helper, by their log group. */
function helperOf(group: string | undefined): string {
  return `api.call ${group}`;
}
