import { nearestNames } from '../core/targets/nearest-names.ts';
import { UsageError } from './errors.ts';

/** The error for arguments that name no command.
 *  @param args as they were typed.
 *  @param ids the ids of all commands, such as `tail` and `token:create`. */
export function unknownCommand(args: readonly string[], ids: readonly string[]): UsageError {
  const [first = '', ...rest] = args;
  const commands = ids.map((id) => id.replaceAll(':', ' '));
  if (isTarget(first)) return new UsageError(`"${first}" is a target, not a command.`, `Write \`logs tail ${first}\`.`);
  if (first.startsWith('-')) {
    const command = rest.find((word) => commands.includes(word)) ?? 'tail';
    return new UsageError(
      `The command comes before its flags, such as ${first}.`,
      `\`logs ${command} --help\` shows the order.`,
    );
  }
  const [topic = '', name] = first.split(':');
  const inTopic = commands.filter((command) => command.startsWith(`${topic} `));
  const wanted = inTopic.length > 0 ? [topic, name ?? rest[0]].join(' ') : first;
  const candidates = inTopic.length > 0 ? inTopic : commands;
  return new UsageError(
    `There is no command "${wanted}".`,
    `Nearest: ${nearestNames(wanted, candidates).join(', ')}. \`logs --help\` lists all commands.`,
  );
}

/** Whether the word can only be a target. */
function isTarget(word: string): boolean {
  return /^(api:|stack:|arn:|\/)./.test(word);
}
