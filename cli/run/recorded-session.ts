import {
  type DevFile,
  programLogGroup,
  readDevFile,
  recordingPath,
  removeDevFile,
  requestLogGroup,
  writeDevFile,
} from '../../local/dev-file.ts';
import type { Recording } from '../../local/run/recording.ts';
import type { Session, SessionOptions } from '../../local/run/session.ts';
import { notice } from '../output/output.ts';

/** Runs a program in a session, and records what the session logs. Removes the dev file and closes the recording at the end.
 *  @param attend waits for the end of the session.
 *  @returns the result of `attend`.
 *  @throws PortInUseError, ProgramNotStartedError */
export async function runRecorded(
  directory: string,
  options: Omit<SessionOptions, 'sink'>,
  attend: (session: Session) => Promise<number>,
): Promise<number> {
  const running = readDevFile(directory);
  const recording = await openRecordingIn(directory, running);
  try {
    const { Session } = await import('../../local/run/session.ts');
    const session = await Session.start({ ...options, sink: recording.sink });
    const { appId } = options.callLines;
    if (!running) announce(directory, recording, appId, session);
    describe(appId, session, running);
    return await attend(session);
  } finally {
    if (!running) removeDevFile(directory);
    recording.close();
  }
}

/** The first program of a directory records for all others: the file of the log events has one writer. */
async function openRecordingIn(directory: string, running: DevFile | undefined): Promise<Recording> {
  if (running) {
    const { openRemoteRecording } = await import('../../local/run/remote-recording.ts');
    return openRemoteRecording({ endpoint: running.endpoint, region: running.region, notice });
  }
  const { openRecording } = await import('../../local/run/recording.ts');
  return openRecording({ path: recordingPath(directory), notice });
}

/** Writes the dev file, by which other commands find the logs. */
function announce(directory: string, { endpoint, region }: Recording, appId: string, { proxyUrl }: Session): void {
  writeDevFile(directory, {
    command: 'logs run',
    pid: process.pid,
    endpoint,
    region,
    apis: proxyUrl === undefined ? {} : { [appId]: proxyUrl },
    startedAt: new Date().toISOString(),
  });
}

/** Tells the user where to send requests, and where the logs are. */
function describe(appId: string, { proxyUrl }: Session, running: DevFile | undefined): void {
  if (proxyUrl !== undefined) notice(`send requests to ${proxyUrl}`);
  const groups = [programLogGroup(appId), ...(proxyUrl === undefined ? [] : [requestLogGroup(appId)])];
  const recorder = running ? ` of the running \`${running.command ?? 'logs dev'}\` (process ${running.pid})` : '';
  notice(`recording to ${groups.join(' and ')}${recorder}`);
}
