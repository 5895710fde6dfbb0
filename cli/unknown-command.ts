import { nearest } from '../core/targets/nearest.ts';
import { CliError } from './errors.ts';
import { EXIT } from './exit-codes.ts';

/** Says that the arguments name no command, and what to type instead.
 *  @param args as they were typed.
 *  @param ids of all commands, such as `tail` and `token:create`. */
export function unknownCommand(args: readonly string[], ids: readonly string[]): CliError {
  return new CliError(message(args, ids), EXIT.WRONG_USE);
}

function message(args: readonly string[], ids: readonly string[]): string {
  const [first = '', ...rest] = args;
  const commands = ids.map((id) => id.replaceAll(':', ' '));
  if (isTarget(first)) return `"${first}" is a target, and stands behind a command: \`logs tail ${first}\`.`;
  if (first.startsWith('-')) {
    const command = rest.find((word) => commands.includes(word)) ?? 'tail';
    return `The command stands before its flags, such as ${first}: \`logs ${command} --help\` shows how.`;
  }
  const [topic = '', name] = first.split(':');
  const ofTopic = commands.filter((command) => command.startsWith(`${topic} `));
  const wanted = ofTopic.length > 0 ? [topic, name ?? rest[0]].join(' ') : first;
  const known = ofTopic.length > 0 ? ofTopic : commands;
  return `There is no command "${wanted}". Nearest: ${nearest(wanted, known).join(', ')}. \`logs --help\` lists all.`;
}

/** What cannot be meant as a command. */
function isTarget(word: string): boolean {
  return /^(api:|stack:|arn:|\/)./.test(word);
}
