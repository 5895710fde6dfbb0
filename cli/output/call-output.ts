import type { JoinedCall } from '../../core/calls/join/joined-call.ts';
import { redactCall } from '../../core/calls/join/redact-call.ts';
import type { LogSource } from '../../core/log-event.ts';
import { callLogfmtRenderer } from '../../core/render/call-logfmt.ts';
import { callTextRenderer } from '../../core/render/call-text.ts';
import { renderCallJson } from '../../core/render/plain-output.ts';
import type { OutputKind } from './safe-output.ts';
import { notice, pluralize, writeOut } from './stdio.ts';
import { type TerminalFlags, terminalOptions } from './terminal.ts';

/** The flags that choose how `logs api` shows calls. */
export interface CallDisplayFlags extends TerminalFlags {
  readonly output: 'text' | 'json' | 'logfmt';
  readonly expand: boolean;
  readonly redact: readonly string[] | undefined;
}

export interface CallSelection {
  isWanted(joined: JoinedCall): boolean;
  /** Whether a wanted call is left out and only counted, because it is a health check that did not fail with a 5xx status. */
  isLeftOut(joined: JoinedCall): boolean;
}

/** Shows the selected calls on stdout, and counts them. */
export class CallOutput {
  shown = 0;
  #leftOut = 0;
  readonly #selection: CallSelection;
  readonly #redactedPaths: readonly string[] | undefined;
  readonly #render: (joined: JoinedCall) => string;
  readonly #kind: OutputKind;

  constructor(sources: readonly LogSource[], flags: CallDisplayFlags, selection: CallSelection) {
    this.#selection = selection;
    this.#redactedPaths = flags.redact;
    this.#render = callRenderer(sources, flags);
    this.#kind = flags.output === 'json' ? 'json' : 'text';
  }

  /** @returns whether a call was shown. */
  async show(page: readonly JoinedCall[]): Promise<boolean> {
    const wanted = page.filter((joined) => this.#selection.isWanted(joined));
    const shown = wanted.filter((joined) => !this.#selection.isLeftOut(joined));
    this.#leftOut += wanted.length - shown.length;
    if (shown.length === 0) return false;
    this.shown += shown.length;
    const lines = shown.map((joined) => `${this.#render(redactCall(joined, this.#redactedPaths))}\n`);
    await writeOut(lines.join(''), this.#kind);
    return true;
  }

  reportShown(): void {
    notice(`${pluralize(this.shown, 'call')} shown`);
  }

  reportLeftOut(): void {
    if (this.#leftOut > 0)
      notice(`${pluralize(this.#leftOut, 'health check call')} left out; --health-checks shows them`);
  }
}

function callRenderer(sources: readonly LogSource[], flags: CallDisplayFlags): (joined: JoinedCall) => string {
  switch (flags.output) {
    case 'json':
      return (joined) => renderCallJson(joined, flags.expand);
    case 'logfmt':
      return callLogfmtRenderer(sources);
    case 'text':
      return callTextRenderer({ sources, expand: flags.expand, ...terminalOptions(flags) });
  }
}
