import { join } from 'node:path';
import { Config, type Interfaces } from '@oclif/core';
import { reportError } from '../../../cli/errors.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
let config: Promise<Config> | undefined;

/** A command of `cli/commands/`. */
export interface CommandClass {
  readonly flags: Readonly<Record<string, Interfaces.OptionFlag<unknown> | Interfaces.BooleanFlag<unknown>>>;
  run(argv: string[], config: Config): Promise<unknown>;
}

async function load(id: string): Promise<CommandClass> {
  // Vite resolves variable paths only within one folder.
  const module: { default: CommandClass } = await import(/* @vite-ignore */ join(ROOT, 'cli', 'commands', `${id}.ts`));
  return module.default;
}

/** The values of an option of a command; `[undefined]` when it has no such option. */
export async function optionsOf(id: string, name: string): Promise<readonly (string | undefined)[]> {
  const command = await load(id);
  const flag = command.flags[name];
  return flag?.type === 'option' ? (flag.options ?? [undefined]) : [undefined];
}

/** What a command wrote. */
export interface Output {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export interface InProcessOptions {
  /** Whether stdout and stderr are a terminal, of 80 columns. @default false */
  readonly isTerminal?: boolean;
  /** Sends Ctrl-C when stdout and stderr have this text. @default never */
  readonly interruptAt?: RegExp;
}

/** Runs a command of the sources in this process, as `cli/main.ts` does. Starting a process for each run would take half a second.
 *  @param id the file of the command, such as `token/list`. */
export async function runInProcess(
  id: string,
  args: readonly string[],
  { isTerminal = false, interruptAt }: InProcessOptions = {},
): Promise<Output> {
  config ??= Config.load({ root: ROOT });
  const command = await load(id);
  const written = { stdout: '', stderr: '' };
  const restore = [
    ...(['stdout', 'stderr'] as const).map((name) =>
      replaceStream(name, isTerminal, (text) => {
        written[name] += text;
        if (interruptAt?.test(written.stdout + written.stderr)) setImmediate(() => process.emit('SIGINT'));
      }),
    ),
    ...SIGNALS.map(replaceListeners),
  ];
  const { exitCode } = process;
  process.exitCode = undefined;
  try {
    await command.run([...args], await config);
  } catch (error) {
    process.exitCode = reportError(error);
  } finally {
    for (const undo of restore) undo();
  }
  const result = { ...written, exitCode: Number(process.exitCode ?? 0) };
  process.exitCode = exitCode;
  return result;
}

/** Catches what is written to a stream. @returns a function that undoes it. */
function replaceStream(name: 'stdout' | 'stderr', isTTY: boolean, onText: (text: string) => void): () => void {
  const stream = process[name];
  const properties = { write: stream.write, isTTY: stream.isTTY, columns: stream.columns };
  const write = (text: string | Uint8Array) => {
    onText(String(text));
    return true;
  };
  Object.assign(stream, { write, isTTY, columns: isTTY ? 80 : undefined });
  return () => void Object.assign(stream, properties);
}

/** Commands listen to signals until their process ends. @returns a function that removes their listeners. */
function replaceListeners(signal: NodeJS.Signals): () => void {
  const listeners = process.listeners(signal);
  process.removeAllListeners(signal);
  return () => {
    process.removeAllListeners(signal);
    for (const listener of listeners) process.on(signal, listener);
  };
}
