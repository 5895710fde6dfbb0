import { describe, expect, it } from 'vitest';
import { EXIT } from '../../cli/exit-codes.ts';
import { unknownCommand } from '../../cli/unknown-command.ts';

const IDS = ['api', 'check', 'tail', 'trace', 'token:create', 'token:list', 'token:revoke'];
const said = (...args: string[]) => unknownCommand(args, IDS);

describe('what is said of an unknown command', () => {
  it('is about the first word alone, whatever follows', () => {
    for (const rest of [[], ['notes-create'], ['notes-create', 'notes-get', '--since', '1h']])
      expect(said('tial', ...rest).message).toMatch(/^There is no command "tial"\. Nearest: tail, .* `logs --help`/);
    expect(said('tial')).toMatchObject({ exitCode: EXIT.WRONG_USE });
  });

  it('is about two words where the first is a topic', () => {
    const message = /^There is no command "token lst"\. Nearest: token list, token create, token revoke\./;
    expect(said('token', 'lst').message).toMatch(message);
    expect(said('token', 'lst', '--table', 'x').message).toMatch(message);
    expect(said('token:lst').message).toMatch(message);
  });

  it.each(['api:notes', 'stack:Notes', '/aws/lambda/notes-create', 'arn:aws:lambda:eu-west-1:1:function:x'])(
    'shows where a target stands: %s',
    (target) => expect(said(target).message).toContain(`\`logs tail ${target}\``),
  );

  it('shows where flags stand', () => {
    expect(said('--since', '1h', 'trace', 'x').message).toBe(
      'The command stands before its flags, such as --since: `logs trace --help` shows how.',
    );
    expect(said('-f').message).toContain('`logs tail --help`');
  });
});
