import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CliError, explainError, UsageError } from '../../cli/errors.ts';
import {
  InvalidTargetError,
  MissingPermissionError,
  NoLogsError,
  UnknownTargetError,
} from '../../core/targets/errors.ts';
import { TemplateError } from '../../core/template/template.ts';
import { EXIT } from '../../core/user-error.ts';
import { PortInUseError } from '../../local/http/loopback.ts';
import { StoreError } from '../../local/logs-service/store/database.ts';

const fault = (name: string, message: string, more: object = {}) =>
  Object.assign(new Error(message), { name, ...more });

describe('the explanation of an error', () => {
  it('names the flag and an example for a filter pattern, but not for another parameter', () => {
    const refusal = (...args: string[]) => explainError(fault('InvalidParameterException', 'It must end.', { args }));
    const expected = {
      message: `--filter: It must end. Write a filter pattern such as '{ $.level = "ERROR" }' or '"timed out"'.`,
      exitCode: EXIT.USAGE_ERROR,
    };
    expect(refusal('x', '--filter', '{')).toEqual(expected);
    expect(refusal('--filter={', 'x')).toEqual(expected);
    expect(refusal('x', '--filters')).toEqual({ message: 'It must end.', exitCode: EXIT.USAGE_ERROR });
  });

  it.each([
    [new InvalidTargetError('"arn:x" is not an ARN.'), EXIT.USAGE_ERROR],
    [new TemplateError('a.yaml is not a template.'), EXIT.USAGE_ERROR],
    [new PortInUseError(4580), EXIT.USAGE_ERROR],
    [new MissingPermissionError('lambda:ListFunctions'), EXIT.NO_ACCESS],
    [new UnknownTargetError('notes', 'API', ['api:notes']), EXIT.TARGET_NOT_FOUND],
    [new NoLogsError(['api:notes']), EXIT.TARGET_NOT_FOUND],
    [new StoreError('The log store is in use.'), EXIT.SERVICE_ERROR],
  ])('has the message and the exit code of the error: %s', (error, exitCode) => {
    expect(explainError(error)).toEqual({ message: error.message, exitCode });
    expect(error.message.endsWith(error.hint ?? '')).toBe(true);
  });

  it('says for a recording which targets it does not know', () => {
    const hint =
      /Functions, APIs and stacks are known only while `logs dev` runs; `logs groups --local` lists the recorded /;
    for (const error of [
      new UnknownTargetError('notes-create', 'function or log group', []),
      new CliError(EXIT.TARGET_NOT_FOUND, 'There is no API here.'),
    ]) {
      expect(explainError(error).message).not.toMatch(hint);
      const recorded = Object.assign(error, { isRecorded: true });
      expect(explainError(recorded)).toEqual({
        message: expect.stringMatching(hint),
        exitCode: EXIT.TARGET_NOT_FOUND,
      });
    }
    expect(explainError(Object.assign(new UsageError('x'), { isRecorded: true })).message).toBe('x');
  });

  it.each([null, undefined, 'text', 7, {}, { message: { a: 1 }, name: 5, code: {} }])(
    'is one line for a thrown value that is not an error: %j',
    (thrown) => {
      const { message, exitCode } = explainError(thrown);
      expect({ message, exitCode }).toEqual({
        message: expect.stringMatching(/^This is a bug of Tailgate: /),
        exitCode: 70,
      });
    },
  );

  it('does not show the message of an error of the engine', () => {
    const thrown = () => (null as unknown as string).length;
    let caught: unknown;
    try {
      thrown();
    } catch (error) {
      caught = error;
    }
    expect(explainError(caught)).toEqual({
      message:
        'This is a bug of Tailgate: an unexpected TypeError. Run the command again with TAILGATE_DEBUG=1, and report what it prints.',
      exitCode: EXIT.BUG,
    });
  });
});

describe('a failure of this machine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tailgate-test-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const caught = (call: () => unknown) => {
    try {
      call();
    } catch (error) {
      return error;
    }
    throw new Error('the call did not fail');
  };
  const missing = join(folder, 'missing');
  const loop = join(folder, 'loop');
  symlinkSync(loop, loop);

  it.each([
    [
      'a missing file',
      () => readFileSync(missing),
      `${missing} cannot be opened: it does not exist (ENOENT). Check the path.`,
    ],
    [
      'a missing folder',
      () => mkdirSync(join(missing, 'a')),
      `${join(missing, 'a')} cannot be written: it does not exist (ENOENT)`,
    ],
    ['a folder', () => writeFileSync(folder, ''), `${folder} cannot be opened: it is a folder (EISDIR). Name a file.`],
    [
      'a circle of links',
      () => readFileSync(loop),
      `${loop} cannot be opened: its symbolic links lead in a circle (ELOOP)`,
    ],
    [
      'a full disk',
      () => writeFileSync('/dev/full', 'x'),
      'A file cannot be written: no space is left on the device (ENOSPC). Free some',
    ],
  ])('is one sentence with exit code 6: %s', (_, call, text) => {
    expect(explainError(caught(call))).toEqual({ message: expect.stringContaining(text), exitCode: EXIT.LOCAL_ERROR });
  });

  // The errors as Node.js makes them, which need a firewall, a working directory that is gone, or a port below 1024.
  it.each([
    [
      { code: 'EMFILE', syscall: 'open', path: '/a' },
      6,
      '/a cannot be opened: too many files are open (EMFILE). Raise the limit',
    ],
    [
      { code: 'EROFS', syscall: 'mkdir', path: '/a' },
      6,
      '/a cannot be written: the file system is read-only (EROFS). Use another',
    ],
    [{ code: 'ENOENT', syscall: 'uv_cwd' }, 6, 'The working directory does not exist any more. Change to another one'],
    [
      { code: 'EACCES', syscall: 'listen', port: 80 },
      2,
      'Port 80 cannot be opened: permission denied (EACCES). Choose another port',
    ],
    [
      { code: 'EACCES', syscall: 'connect', address: '10.0.0.1', port: 443 },
      5,
      '10.0.0.1:443 does not respond (EACCES',
    ],
    [{ code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: 'a.example' }, 5, 'a.example does not respond (ENOTFOUND'],
    [{ code: 'ECONNRESET', $endpoint: 'a.example:443' }, 5, 'a.example:443 does not respond (ECONNRESET'],
    [{ name: 'TimeoutError', $endpoint: 'a.example:443' }, 5, 'a.example:443 does not respond in time. Check'],
    [
      { code: 'CERT_HAS_EXPIRED', $endpoint: 'a.example:443' },
      5,
      'The certificate of a.example:443 is not accepted (CERT_HAS_EXPIRED)',
    ],
    [{ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 5, 'name its certificate: NODE_EXTRA_CA_CERTS=FILE'],
    [{ code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' }, 5, 'NODE_EXTRA_CA_CERTS=FILE'],
    [{ code: 'ERR_TLS_CERT_ALTNAME_INVALID' }, 5, 'NODE_EXTRA_CA_CERTS=FILE'],
    [{ code: 'EPROTO' }, 5, 'does not speak the protocol of the URL'],
    [{ code: 'HPE_INVALID_CONSTANT' }, 5, 'does not speak the protocol of the URL'],
    [{ name: 'RequestExpired', $metadata: {} }, 3, 'set the clock of this machine'],
    [{ name: 'SignatureDoesNotMatch', $metadata: {} }, 3, 'the clock of this machine'],
  ])('or of the network is a sentence: %j', (members, exitCode, text) => {
    const error = Object.assign(new Error('x'), members);
    expect(explainError(error)).toEqual({ message: expect.stringContaining(text), exitCode });
  });
});
