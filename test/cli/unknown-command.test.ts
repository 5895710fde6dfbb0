import { describe, expect, it } from 'vitest';
import { unknownCommand } from '../../cli/unknown-command.ts';
import { EXIT } from '../../core/user-error.ts';

const IDS = ['api', 'check', 'tail', 'trace', 'token:create', 'token:list', 'token:revoke'];
const errorFor = (...args: string[]) => unknownCommand(args, IDS);

describe('the error for an unknown command', () => {
  it('names only the first word, whatever follows', () => {
    for (const rest of [[], ['notes-create'], ['notes-create', 'notes-get', '--since', '1h']])
      expect(errorFor('tial', ...rest).message).toMatch(
        /^There is no command "tial"\. Nearest: tail, .* `logs --help`/,
      );
    expect(errorFor('tial')).toMatchObject({ exitCode: EXIT.USAGE_ERROR });
  });

  it('names two words if the first is a topic', () => {
    const message = /^There is no command "token lst"\. Nearest: token list, token create, token revoke\./;
    expect(errorFor('token', 'lst').message).toMatch(message);
    expect(errorFor('token', 'lst', '--table', 'x').message).toMatch(message);
    expect(errorFor('token:lst').message).toMatch(message);
  });

  it.each(['api:notes', 'stack:Notes', '/aws/lambda/notes-create', 'arn:aws:lambda:eu-west-1:1:function:x'])(
    'shows where to write a target: %s',
    (target) => expect(errorFor(target).message).toContain(`\`logs tail ${target}\``),
  );

  it('shows where to write flags', () => {
    expect(errorFor('--since', '1h', 'trace', 'x').message).toBe(
      'The command comes before its flags, such as --since. `logs trace --help` shows the order.',
    );
    expect(errorFor('-f').message).toContain('`logs tail --help`');
  });
});
