import { notice } from '../output/stdio.ts';
import { type ClientSettings, Connection, LOCAL_CREDENTIALS } from './connection.ts';

/** The log events that `logs dev` or `logs run` recorded in a file, served by this process until it exits. */
export class RecordedConnection extends Connection {
  readonly isRecorded = true;
  readonly isAws = false;
  readonly notice: string;
  readonly #path: string;
  readonly #region: string;
  #endpoint: Promise<string> | undefined;

  constructor(path: string, region: string) {
    super();
    this.#path = path;
    this.#region = region;
    this.notice = `reading the recorded logs in ${path}: nothing runs in this directory now`;
  }

  protected override async clientSettings(): Promise<ClientSettings> {
    this.#endpoint ??= serve(this.#path);
    return {
      region: this.#region,
      endpoint: await this.#endpoint,
      credentials: LOCAL_CREDENTIALS,
      disableHostPrefix: true,
    };
  }
}

async function serve(path: string): Promise<string> {
  const { openRecording } = await import('../../local/run/recording.ts');
  const { endpoint, close } = await openRecording({ path, notice });
  process.once('exit', close);
  return endpoint;
}
