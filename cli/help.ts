import { CommandHelp, Help } from '@oclif/core';

/** The help of a command, with a usage line that can be typed. oclif's own leaves a bar behind where two flags exclude the same
 *  third one (`--output text|json | ]`), and hides that a flag can be turned off. */
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

/** What `--help` shows; oclif loads it by its path in package.json. */
export default class LogsHelp extends Help {
  protected override CommandHelpClass = UsageHelp;
}
