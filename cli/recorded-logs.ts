import { openRecording } from '../local/run/recording.ts';
import { notice } from './output/output.ts';

/** Serves the log events of a file from within this process, until it exits.
 *  @returns the endpoint. */
export async function serveRecordedLogs(path: string): Promise<string> {
  const { endpoint, close } = await openRecording({ path, notice });
  process.once('exit', close);
  return endpoint;
}
