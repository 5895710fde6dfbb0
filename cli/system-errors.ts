import { systemErrorHint, systemErrorReason } from '../core/system-error.ts';
import { EXIT } from '../core/user-error.ts';
import type { ErrorExplanation } from './error-explanation.ts';

/** The members of an error of the operating system, of TLS or of Node's HTTP parser that are read here. */
export interface SystemFault {
  readonly code?: unknown;
  readonly syscall?: string;
  readonly path?: string;
  readonly address?: string;
  readonly port?: number;
  readonly hostname?: string;
  /** The host and the port of the service that was called. */
  readonly $endpoint?: string;
}

const CHECK_ENDPOINT = 'Check --endpoint-url, AWS_ENDPOINT_URL and the network.';

/** Calls of the operating system that need a network address. `read` and `write` are also calls of sockets. */
const NETWORK_CALLS = /^(connect|getaddrinfo|bind|listen|accept|query\w*)$/;

/** Error codes by which Node.js and OpenSSL refuse a certificate.
 *  @see https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const CERTIFICATE_CODE =
  /CERT|^UNABLE_TO_(GET|VERIFY|DECODE|DECRYPT)|^(INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH)$/;

/** Explains an error of a file, a port, a connection, a certificate or the HTTP protocol; undefined for any other error.
 *  @param message the first line of its message. */
export function explainSystemError(fault: SystemFault, message: string): ErrorExplanation | undefined {
  const { code, syscall } = fault;
  if (typeof code !== 'string') return undefined;
  if (syscall === 'listen' || syscall === 'bind') return explainPort(fault);
  if (syscall === 'uv_cwd')
    return localError('The working directory does not exist any more. Change to another one, then repeat the command.');
  const hint = systemErrorHint(fault);
  if (hint !== undefined && !NETWORK_CALLS.test(syscall ?? '')) return explainFile(fault, hint);
  if (CERTIFICATE_CODE.test(code)) return explainCertificate(fault, code);
  if (code.startsWith('HPE_') || code === 'EPROTO' || code.startsWith('ERR_SSL_'))
    return serviceError(
      `${hostOf(fault)} does not speak the protocol of the URL, http or https (${code}). ${CHECK_ENDPOINT}`,
    );
  if (!/^E[A-Z_]+$/.test(code) || code.startsWith('ERR_')) return undefined;
  const details = message === '' || message.includes(code) ? '' : `: ${message}`;
  return serviceError(`${hostOf(fault)} does not respond (${code}${details}). ${CHECK_ENDPOINT}`);
}

/** Explains a call that got no response in time. */
export function explainTimeout(fault: SystemFault): ErrorExplanation {
  return serviceError(`${hostOf(fault)} does not respond in time. ${CHECK_ENDPOINT}`);
}

function explainFile(fault: SystemFault, hint: string): ErrorExplanation {
  const { syscall, path } = fault;
  const action = /^(open|read|stat|lstat|scandir|opendir|readlink|realpath|access)/.test(syscall ?? '')
    ? 'read'
    : 'written';
  const what = path === undefined ? 'A file' : path;
  // `open` is also called for files to write.
  const cannot = syscall === 'open' ? 'opened' : action;
  return localError(`${what} cannot be ${cannot}: ${systemErrorReason(fault)}. ${hint}`);
}

function explainPort({ code, port }: SystemFault): ErrorExplanation {
  const reason = code === 'EADDRINUSE' ? 'it is in use' : systemErrorReason({ code, message: code });
  return {
    message: `Port ${port} cannot be opened: ${reason}. Choose another port with --port; --port 0 chooses a free port.`,
    exitCode: EXIT.USAGE_ERROR,
  };
}

function explainCertificate(fault: SystemFault, code: string): ErrorExplanation {
  return serviceError(
    `The certificate of ${hostOf(fault)} is not accepted (${code}). If a proxy of your company signs it, name its certificate: NODE_EXTRA_CA_CERTS=FILE. Otherwise check --endpoint-url, and the clock of this machine.`,
  );
}

function hostOf({ address, port, hostname, $endpoint }: SystemFault): string {
  if (address !== undefined && port !== undefined) return `${address}:${port}`;
  return $endpoint ?? hostname ?? 'the endpoint';
}

function localError(message: string): ErrorExplanation {
  return { message, exitCode: EXIT.LOCAL_ERROR };
}

function serviceError(message: string): ErrorExplanation {
  return { message, exitCode: EXIT.SERVICE_ERROR };
}
