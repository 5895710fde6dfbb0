import { pathOf } from '../calls/filter-calls.ts';
import type { JoinedCall } from '../calls/join/joined-call.ts';
import { type CallStep, callSteps } from './call-steps.ts';
import { formatLatency } from './duration.ts';
import { onOneLine, sanitize } from './sanitize.ts';
import { type Style, styleOf } from './style.ts';
import { cut, MIN_TEXT_COLUMNS, pad, type Word, wrap } from './terminal-text.ts';
import { formatDateTime } from './time-format.ts';

export interface TraceTextOptions {
  readonly color: boolean;
  /** Columns of the terminal; undefined when lines are not cut. */
  readonly width?: number;
  /** An IANA time zone; the machine's by default. */
  readonly timeZone?: string;
  /** Shows every record that was read, including those that repeat other records. */
  readonly includeAll: boolean;
}

const ORIGIN_WIDTH = 9;
const TAG_WIDTH = 6;

/** Renders the records of one request as a block: the request and its bodies, then each step with the time since the request arrived
 *  and since the step before. */
export function traceTextRenderer(options: TraceTextOptions): (joined: JoinedCall) => string {
  const style = styleOf(options.color);
  // Text is cut before it is coloured.
  const cutTo: CutTo = (text, indent) =>
    options.width === undefined ? text : cut(text, Math.max(options.width - indent, MIN_TEXT_COLUMNS));
  return (joined) => {
    const steps = callSteps(joined, options.includeAll);
    const widths = { offset: widest(steps, offsetText), gap: widest(steps, gapText) };
    return [
      ...headLines(joined, style, options, cutTo),
      ...bodyLines(joined, style, cutTo),
      ...steps.flatMap((step) => stepLines(step, widths, style, cutTo)),
    ].join('\n');
  };
}

/** Cuts text to the columns that an indent leaves. */
type CutTo = (text: string, indent: number) => string;

/** The request, on as many lines as it needs. Only the URL is cut: ids must be complete to be copied. */
function headLines({ call, missing }: JoinedCall, style: Style, options: TraceTextOptions, cutTo: CutTo): string[] {
  const isCall = call.status !== 0 || call.method !== '';
  const words: Word[] = [
    ...(isCall
      ? [plain(cutTo(onOneLine(`${call.method} ${call.source === 'webhook' ? call.url : pathOf(call.url)}`), 0))]
      : [plain(`invocation ${onOneLine(`${call.functionRequestId}`)}`)]),
    ...(isCall ? [{ text: String(call.status), paint: (text: string) => style.status(call.status, text) }] : []),
    ...(call.latencyMs === null ? [] : [plain(formatLatency(call.latencyMs))]),
    plain(` ${formatDateTime(Date.parse(call.createdAt), options.timeZone)}`),
    ...(call.userId === null ? [] : [plain(` user ${onOneLine(call.userId)}`)]),
    ...(call.traceId === null ? [] : [plain(` trace ${onOneLine(call.traceId)}`)]),
    ...(missing.length === 0 ? [] : [{ text: ` missing: ${missing.join(', ')}`, paint: style.dim }]),
  ];
  return wrap(words, options.width);
}

function plain(text: string): Word {
  return { text, paint: (same) => same };
}

function bodyLines({ call }: JoinedCall, style: Style, cutTo: CutTo): string[] {
  const bodies = [
    ['request ', call.request],
    ['response', call.response],
  ] as const;
  return bodies.flatMap(([name, body]) =>
    body === null ? [] : [`  ${style.dim(name)}  ${cutTo(onOneLine(body), name.length + 4)}`],
  );
}

interface Widths {
  readonly offset: number;
  readonly gap: number;
}

function stepLines(step: CallStep, widths: Widths, style: Style, cutTo: CutTo): string[] {
  const [first = '', ...rest] = sanitize(step.text).split('\n');
  const { level } = step.record;
  const tag = step.tag === '' ? '' : `${pad(onOneLine(step.tag), TAG_WIDTH)} `;
  const offset = offsetText(step).padStart(widths.offset);
  const gap = gapText(step).padStart(widths.gap);
  const indent = offset.length + gap.length + ORIGIN_WIDTH + 8;
  const head = `  ${offset}  ${style.dim(gap)}  ${pad(step.origin, ORIGIN_WIDTH)}  ${level ? style.level(level, tag) : style.dim(tag)}`;
  return [
    `${head}${cutTo(first, indent + tag.length)}`.trimEnd(),
    ...rest.map((line) => (line === '' ? '' : `${' '.repeat(indent + 2)}${style.dim(cutTo(line, indent + 2))}`)),
  ];
}

function widest(steps: readonly CallStep[], text: (step: CallStep) => string): number {
  return steps.reduce((widest, step) => Math.max(widest, text(step).length), 0);
}

function offsetText({ offsetMs }: CallStep): string {
  return `${offsetMs} ms`;
}

function gapText({ gapMs }: CallStep): string {
  return `+${gapMs}`;
}
