import { Chalk, type ChalkInstance } from 'chalk';
import type { LogLevel } from '../levels.ts';

/** Colours for the text output. */
export interface Style {
  dim(text: string): string;
  level(level: LogLevel, text: string): string;
  status(status: number, text: string): string;
  /** The colour of a source. The same label has the same colour in every run. */
  source(label: string): (text: string) => string;
}

/** @param color false gives a style that leaves all text uncoloured. */
export function styleOf(color: boolean): Style {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  const palette = [
    chalk.cyan,
    chalk.green,
    chalk.magenta,
    chalk.yellow,
    chalk.blue,
    chalk.cyanBright,
    chalk.greenBright,
  ];
  return {
    dim: chalk.dim,
    level: (level, text) => LEVEL_COLOR[level](chalk)(text),
    status: (status, text) => (status >= 500 ? chalk.red : status >= 400 ? chalk.yellow : chalk.green)(text),
    source: (label) => palette[hash(label) % palette.length] ?? chalk,
  };
}

const LEVEL_COLOR: Readonly<Record<LogLevel, (chalk: ChalkInstance) => ChalkInstance>> = {
  TRACE: (chalk) => chalk.dim,
  DEBUG: (chalk) => chalk.dim,
  INFO: (chalk) => chalk.reset,
  WARN: (chalk) => chalk.yellow,
  ERROR: (chalk) => chalk.red,
  FATAL: (chalk) => chalk.bgRed,
};

function hash(text: string): number {
  let value = 0;
  for (const character of text) value = (value * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return value;
}
