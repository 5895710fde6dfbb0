import { joinNames } from '../../core/join-names.ts';
import type { LogSource } from '../../core/log-event.ts';
import { notice } from '../output/stdio.ts';

/** Collects the requested log groups that do not exist, for one notice at the end. */
export class MissingGroupNotices {
  readonly #sources = new Map<string, LogSource>();

  readonly add = (source: LogSource): void => {
    this.#sources.set(source.group, source);
  };

  /** Reports on stderr which sources were left out, if any.
   *  @param isRelevant which of them to report. @default all */
  report(isRelevant: (source: LogSource) => boolean = () => true): void {
    const missing = [...this.#sources.values()].filter(isRelevant).sort((a, b) => (a.label < b.label ? -1 : 1));
    const [first] = missing;
    if (!first) return;
    const problem =
      missing.length === 1 ? `the log group ${first.group} does not exist` : 'their log groups do not exist';
    notice(`${joinNames(missing.map(({ label }) => label))}: ${problem}; nothing was logged yet`);
  }
}
