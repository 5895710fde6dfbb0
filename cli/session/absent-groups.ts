import { joinNames } from '../../core/join-names.ts';
import type { LogSource } from '../../core/log-event.ts';
import { notice } from '../output/output.ts';

/** The log groups that were to be read and are not there, for one notice in the end. */
export class AbsentGroups {
  readonly #sources = new Map<string, LogSource>();

  /** Takes a source in; for `LogsContext.onMissingGroup`. */
  readonly add = (source: LogSource): void => {
    this.#sources.set(source.group, source);
  };

  /** Says on stderr what was left out, if anything was.
   *  @param isWorthSaying which sources the reader misses; all by default. */
  say(isWorthSaying: (source: LogSource) => boolean = () => true): void {
    const missed = [...this.#sources.values()].filter(isWorthSaying).sort((a, b) => (a.label < b.label ? -1 : 1));
    const [first] = missed;
    if (!first) return;
    const missing = missed.length === 1 ? `there is no log group ${first.group}` : 'their log groups are not there';
    notice(`${joinNames(missed.map(({ label }) => label))}: ${missing}; nothing was logged yet`);
  }
}
