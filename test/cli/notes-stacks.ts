import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { readDevFile } from '../../local/dev-file.ts';
import { type Result, RunningLogs, runLogs } from './run-logs.ts';

const TEMPLATE = 'NotesApi.template.json';

export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  /** API Gateway's. */
  readonly requestId: string;
}

/** The sample's stacks, running on this machine. */
export class NotesStacks {
  readonly cwd = mkdtempSync(join(tmpdir(), 'tailgate-test-'));
  #dev: RunningLogs | undefined;
  #url = '';

  /** @param options.tracesData whether the data trace of the API is turned on: bodies and headers are in its execution log then. */
  async start({ tracesData = true }: { readonly tracesData?: boolean } = {}): Promise<void> {
    cpSync(inject('assembly'), join(this.cwd, 'cdk.out'), { recursive: true });
    if (tracesData) this.#traceData();
    this.#dev = new RunningLogs(['dev', '--port', '0', '--memory'], { cwd: this.cwd });
    await this.#dev.until(({ stdout }) => stdout.includes('AWS endpoint'));
    const apis = Object.entries(readDevFile(this.cwd)?.apis ?? {});
    this.#url = apis.find(([name]) => name.startsWith('NotesApi/'))?.[1] ?? '';
  }

  /** The URL of the sample's API, with its stage. */
  get url(): string {
    return this.#url;
  }

  async stop(): Promise<void> {
    await this.#dev?.interrupt();
    rmSync(this.cwd, { recursive: true });
  }

  async send({ method, path, body, headers = {} }: Sent): Promise<Answer> {
    const response = await fetch(`${this.#url}${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
    const requestId = response.headers.get('x-amzn-requestid') ?? '';
    return { status: response.status, body: await response.text(), requestId };
  }

  logs(...args: readonly string[]): Promise<Result> {
    return runLogs(args, { cwd: this.cwd });
  }

  following(...args: readonly string[]): RunningLogs {
    return new RunningLogs(args, { cwd: this.cwd });
  }

  #traceData(): void {
    const file = join(this.cwd, 'cdk.out', TEMPLATE);
    const template = readFileSync(file, 'utf8');
    const traced = template.replace('"DataTraceEnabled": false', '"DataTraceEnabled": true');
    if (traced === template) throw new Error(`${TEMPLATE} has no data trace to turn on`);
    writeFileSync(file, traced);
  }
}
