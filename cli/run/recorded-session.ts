import { EXIT, type ExitCode } from '../../core/user-error.ts';
import { programLogGroup, requestLogGroup } from '../../local/run/recorded-log-groups.ts';
import type { Recording } from '../../local/run/recording.ts';
import type { Session, SessionOptions } from '../../local/run/session.ts';
import {
  type RunningCommand,
  readRunningCommand,
  recordingPath,
  removeRunningCommand,
  writeRunningCommand,
} from '../../local/running-command.ts';
import { notice, setOutputFailedHandler } from '../output/stdio.ts';
import type { RunDisplay } from './run-display.ts';

/** Runs a program until it ends. Its output and the requests to it are shown and recorded.
 *  @returns its exit code; 0 when the output was closed, 6 when it could not be written.
 *  @throws PortInUseError, ProgramNotStartedError */
export async function runRecorded(
  directory: string,
  options: Omit<SessionOptions, 'sink' | 'showOutput' | 'showCall'>,
  display: RunDisplay,
): Promise<number> {
  const running = readRunningCommand(directory);
  const recording = await openRecordingIn(directory, running);
  try {
    const { Session } = await import('../../local/run/session.ts');
    const session = await Session.start({
      ...options,
      sink: recording.sink,
      showOutput: (lines) => display.showOutput(lines),
      showCall: (call) => display.showCall(call),
    });
    const { appId } = options.callLineSettings;
    if (!running) announce(directory, recording, appId, session);
    describe(appId, session, running);
    return await forwardSignals(session, display);
  } finally {
    if (!running) removeRunningCommand(directory);
    recording.close();
  }
}

/** The first program of a directory records for all others: the file of the log events has one writer. */
async function openRecordingIn(directory: string, running: RunningCommand | undefined): Promise<Recording> {
  if (running) {
    const { openRemoteRecording } = await import('../../local/run/remote-recording.ts');
    return openRemoteRecording({ endpoint: running.endpoint, region: running.region, notice });
  }
  const { openRecording } = await import('../../local/run/recording.ts');
  return openRecording({ path: recordingPath(directory), notice });
}

/** Writes the file by which other commands find the logs. */
function announce(directory: string, { endpoint, region }: Recording, appId: string, { proxyUrl }: Session): void {
  writeRunningCommand(directory, {
    command: 'logs run',
    pid: process.pid,
    endpoint,
    region,
    apis: proxyUrl === undefined ? {} : { [appId]: proxyUrl },
    startedAt: new Date().toISOString(),
  });
}

/** Tells the user where to send requests, and where the logs are. */
function describe(appId: string, { proxyUrl }: Session, running: RunningCommand | undefined): void {
  if (proxyUrl !== undefined) notice(`send requests to ${proxyUrl}`);
  const groups = [programLogGroup(appId), ...(proxyUrl === undefined ? [] : [requestLogGroup(appId)])];
  const recorder = running ? ` of the running \`${running.command ?? 'logs dev'}\` (process ${running.pid})` : '';
  notice(`recording to ${groups.join(' and ')}${recorder}`);
}

/** Forwards signals to the program until it has ended.
 *  @returns its exit code; 0 when the output was closed, 6 when it could not be written. */
async function forwardSignals(session: Session, display: RunDisplay): Promise<number> {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (process.stderr.isTTY && name === 'SIGINT') notice('ending …; Ctrl-C again kills the program');
      session.signal(name);
    });
  }
  // The program must not outlive this process.
  const kill = () => session.kill();
  process.once('exit', kill);
  let outputExitCode: ExitCode | undefined;
  setOutputFailedHandler((exitCode) => {
    if (display.isClosed) return;
    outputExitCode = exitCode === EXIT.INTERRUPTED ? EXIT.SUCCESS : exitCode;
    display.isClosed = true;
    session.signal('SIGTERM');
  });
  const code = await session.ended();
  process.off('exit', kill);
  return outputExitCode ?? code;
}
