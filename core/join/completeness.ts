import type { CallParts } from './build-call.ts';
import { textAt } from './call-fields.ts';
import type { Expectations } from './expectations.ts';
import type { MissingPart } from './joined-call.ts';

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
}

/** Says what a call still waits for, and what it misses, and learns from what came. */
export class Completeness {
  readonly #reads: LogsRead;
  readonly #expectations: Expectations;

  constructor(reads: LogsRead, expectations: Expectations) {
    this.#reads = reads;
    this.#expectations = expectations;
  }

  /** Whether everything is there that can still be expected. */
  isComplete(parts: CallParts): boolean {
    return this.#items(parts).every(
      (item) => item.isThere || !(item.isCertain || this.#expectations.isPossible(item.kind)),
    );
  }

  /** What is missing of a call that is given out now. */
  settle(parts: CallParts): MissingPart[] {
    const items = this.#items(parts);
    for (const { kind, isThere, isCertain } of items) {
      if (isThere) this.#expectations.came(kind);
      else if (!isCertain) this.#expectations.waitedInVain(kind);
    }
    return items
      .filter((item) => !item.isThere && (item.isCertain || this.#expectations.isSure(item.kind)))
      .map((item) => item.part);
  }

  #items({ access, own, execution, function: lines, functionRequestId }: CallParts): Item[] {
    const items: Item[] = [];
    if (!access) items.push({ part: 'access', kind: 'access', isThere: false, isCertain: true });
    const fields = access?.fields ?? {};
    // A path without a route leaves an access line and nothing else.
    const hadNoRoute = Object.hasOwn(fields, 'route') && textAt(fields, 'route') === null;
    if (this.#reads.execution && access && !hadNoRoute) {
      const stage = `${textAt(fields, 'apiId') ?? access.group}/${textAt(fields, 'stage')}`;
      const isThere = execution.some((record) => record.fields?.step === 'status');
      items.push({ part: 'execution', kind: `execution ${stage}`, isThere, isCertain: false });
    }
    // A format that gives the id of the function's request says by leaving it out that no function ran.
    const ranNone = functionRequestId === null && Object.hasOwn(fields, 'integrationRequestId');
    if (!this.#reads.functions || ranNone) return items;
    const isThere = lines.some(({ kind }) => kind === 'function.report');
    const isCertain = functionRequestId !== null;
    items.push({ part: 'function', kind: `function ${access?.group}`, isThere, isCertain });
    const kind = `api.call ${lines[0]?.group ?? access?.group}`;
    items.push({ part: 'api.call', kind, isThere: own !== undefined, isCertain: false });
    return items;
  }
}
