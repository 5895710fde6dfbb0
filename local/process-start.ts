import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';

/** Linux counts the start of a process in hundredths of a second since the machine started.
 *  @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html, field 22 */
const TICKS_PER_SECOND = 100;
const START_TIME_FIELD = 22;

/** When a process of this machine started, in milliseconds since the epoch, accurate to a second or two; undefined when the process
 *  does not exist, or when the system does not say it (Windows). */
export function processStart(pid: number): number | undefined {
  try {
    if (process.platform === 'linux') return startInProc(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    if (process.platform === 'win32') return undefined;
    // The language of the names of months would depend on the locale.
    const env = { ...process.env, LC_ALL: 'C' };
    const start = Date.parse(execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', env }));
    return Number.isNaN(start) ? undefined : start;
  } catch {
    return undefined;
  }
}

/** When the machine started, in milliseconds since the epoch. */
export function machineStart(): number {
  return Date.now() - uptime() * 1000;
}

/** The second field is the name of the program in parentheses, which can contain spaces and parentheses. */
function startInProc(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return machineStart() + (Number(fields[START_TIME_FIELD - 3]) / TICKS_PER_SECOND) * 1000;
}
