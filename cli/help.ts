import { CommandHelp, Help } from '@oclif/core';
import { writeOut } from './output/stdio.ts';

/** Corrects the usage line of oclif, which ends an option with a bar when two flags exclude the same third flag
 *  (`--output text|json | ]`), and does not show that a flag has a `--no-` form. */
class UsageHelp extends CommandHelp {
  protected override defaultUsage(): string {
    const flags = Object.entries(this.command.flags);
    const negatable = flags.filter(([, flag]) => flag.type === 'boolean' && flag.allowNo && !flag.char);
    return negatable.reduce(
      (usage, [name]) => usage.replace(new RegExp(`(?<=[[ ])--${name}(?=[\\] ])`), `--[no-]${name}`),
      super.defaultUsage().replace(/( \| )+(?=[\])])/g, ''),
    );
  }
}

/** The help class. package.json names this file for oclif. */
export default class LogsHelp extends Help {
  protected override CommandHelpClass = UsageHelp;

  protected override log(...lines: string[]): void {
    void writeOut(`${lines.join(' ')}\n`);
  }
}
