import { onTestFinished } from 'vitest';
import type { FunctionConfig } from '../../../local/functions/function-config.ts';
import { FunctionHost, type FunctionHostOptions } from '../../../local/functions/function-host.ts';
import { functionConfig } from './function-config.ts';
import { RecordingSink } from './recording-sink.ts';

/** Starts a host with one or more functions. It is closed after the test. `invoke` calls the first function. */
export function startLambda(
  configs: Partial<FunctionConfig> | readonly FunctionConfig[] = {},
  options: Partial<FunctionHostOptions> = {},
) {
  const functions = Array.isArray(configs) ? configs : [functionConfig(configs as Partial<FunctionConfig>)];
  const sink = new RecordingSink();
  const notices: string[] = [];
  const host = new FunctionHost({
    functions,
    sink,
    environment: {},
    notice: (message) => notices.push(message),
    ...options,
  });
  onTestFinished(() => host.close());
  const invoke = async (event: object = {}) => {
    const result = await host.invoke(functions[0].name, JSON.stringify(event));
    return { ...result, value: JSON.parse(result.payload) };
  };
  return { host, sink, notices, invoke };
}

/** Whether a process with this id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits until a condition is true, for at most fifteen seconds. */
export async function eventually(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`The condition is still false: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
