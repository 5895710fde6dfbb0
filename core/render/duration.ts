/** A latency in milliseconds: `19 ms`, `5 ms`, `0.4 ms`. Whole numbers have no decimals. */
export function formatLatency(milliseconds: number): string {
  return Number.isInteger(milliseconds) ? `${milliseconds.toFixed(0)} ms` : formatMeasuredMs(milliseconds);
}

/** A duration that Lambda or the logging helper measured, in milliseconds: `19 ms`, `5.0 ms`. Below 10 there is always one decimal. */
export function formatMeasuredMs(milliseconds: number): string {
  return `${milliseconds >= 10 ? milliseconds.toFixed(0) : milliseconds.toFixed(1)} ms`;
}

/** A duration in a column of durations, given in milliseconds: `0.4 ms`, `19 ms`; from one second on `1.25 s`, `10.0 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 9.95) return `${milliseconds.toFixed(1)} ms`;
  if (milliseconds < 999.5) return `${milliseconds.toFixed(0)} ms`;
  const seconds = milliseconds / 1000;
  return `${seconds.toFixed(seconds < 9.995 ? 2 : 1)} s`;
}

const AGE_UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const;

/** An age in milliseconds, in its largest unit: `3d`, `2h`, `12s`; `0s` for less than a second and for negative values. */
export function formatAge(milliseconds: number): string {
  for (const [unit, length] of AGE_UNITS) {
    if (milliseconds >= length) return `${Math.floor(milliseconds / length)}${unit}`;
  }
  return '0s';
}
