import type { IncomingMessage } from 'node:http';
import { hostName, isLoopbackName, isLoopbackOrigin, originOfPage, parseOrigin } from './origin.ts';

/** What the user allows on a server that only programs use. */
export interface ServiceAccess {
  /** Origins whose pages may call the server. Undefined: the command has no --cors-origin. */
  readonly corsOrigins?: readonly string[] | undefined;
  /** Called with messages for the user: one line, without a newline. */
  notice(message: string): void;
}

/** What the user allows on the servers of APIs. */
export interface ApiAccess {
  /** Origins whose pages may call the APIs. @default only those of this machine, and those that an API allows itself */
  readonly allowedOrigins?: readonly string[] | undefined;
  /** Names other than those of this machine, such as that of a tunnel. A name that starts with a dot includes the names below it.
   *  @default none */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Called with messages for the user: one line, without a newline. */
  notice(message: string): void;
}

interface GuardRules {
  readonly origins: ReadonlySet<string>;
  readonly hosts: readonly string[];
  /** The flag that adds to `origins`. */
  readonly originFlag?: '--cors-origin' | '--allow-origin';
  /** The flag that adds to `hosts`. */
  readonly hostFlag?: '--allow-host';
  /** Accepts pages of all servers on this machine, and top-level navigations. */
  readonly isApi: boolean;
}

interface Refusal {
  /** What was refused: the user gets one notice for each. */
  readonly subject: string;
  /** What was refused and what to do, in one line that is safe for a terminal. */
  readonly message: string;
}

/** After that, further origins and hosts are refused without a notice. */
const MAX_NOTICES = 20;
const MAX_SHOWN_CHARACTERS = 200;

/** Decides which requests a local server handles. Every web page that the user visits can send requests to this machine, also without
 *  the permission of the server (CORS protects only the response).
 *
 *  Browsers say which page sends a request: `Origin` in all requests except simple ones that read, `Sec-Fetch-Site` in all except
 *  those of WebSockets. Pages cannot change these headers. Programs send neither, and their requests are accepted.
 *  @see https://fetch.spec.whatwg.org/#origin-header
 *  @see https://www.w3.org/TR/fetch-metadata/
 *  @see https://web.dev/articles/fetch-metadata */
export class RequestGuard {
  readonly #rules: GuardRules;
  readonly #notice: (message: string) => void;
  readonly #reported = new Set<string>();

  private constructor(rules: GuardRules, notice: (message: string) => void) {
    this.#rules = rules;
    this.#notice = notice;
  }

  /** For a server that executes code, or reads logs, for programs: accepts only its own pages. */
  static forService({ corsOrigins, notice }: ServiceAccess): RequestGuard {
    const rules: GuardRules = {
      origins: new Set(corsOrigins),
      hosts: [],
      isApi: false,
      ...(corsOrigins && { originFlag: '--cors-origin' }),
    };
    return new RequestGuard(rules, notice);
  }

  /** For a server of APIs, which web pages use: also accepts the pages of all servers on this machine, and top-level navigations, such
   *  as a redirect after a login. */
  static forApis({ allowedOrigins, allowedHosts = [], notice }: ApiAccess): RequestGuard {
    const rules: GuardRules = {
      origins: new Set(allowedOrigins),
      hosts: allowedHosts,
      isApi: true,
      originFlag: '--allow-origin',
      hostFlag: '--allow-host',
    };
    return new RequestGuard(rules, notice);
  }

  /** Checks a request. Call this before anything else: a refused request must have no effect.
   *  @param allowsOrigin whether the API's own CORS settings allow an origin; `null` is the origin of a page without one.
   *  @returns why the request is refused and what to do, in one line that is safe for a terminal; undefined for an accepted request. */
  refusal(request: IncomingMessage, allowsOrigin: (origin: string) => boolean = () => false): string | undefined {
    const refusal = this.#refuseHost(request) ?? this.#refusePage(request, allowsOrigin);
    if (refusal) this.#report(request, refusal);
    return refusal?.message;
  }

  #refuseHost(request: IncomingMessage): Refusal | undefined {
    const hosts = request.headersDistinct.host ?? [];
    if (hosts.length !== 1) {
      return { subject: 'Host', message: `A request with ${hosts.length} Host headers is refused. It must have one.` };
    }
    // In the absolute form of a request, this host takes precedence. https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2
    const absolute = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)/i.exec(request.url ?? '')?.[1];
    const refused = [...hosts, ...(absolute === undefined ? [] : [absolute])].find((host) => !this.#acceptsHost(host));
    if (refused === undefined) return undefined;
    const name = hostName(refused);
    const { hostFlag } = this.#rules;
    const hint =
      hostFlag && name !== undefined
        ? `To allow it, start the command with ${hostFlag} ${name}.`
        : 'Send the request to localhost or 127.0.0.1.';
    return { subject: `host ${refused}`, message: `The host "${shown(refused)}" is refused. ${hint}` };
  }

  #acceptsHost(host: string): boolean {
    const name = hostName(host);
    if (name === undefined) return false;
    const isBelow = (allowed: string) =>
      allowed.startsWith('.') && (name === allowed.slice(1) || name.endsWith(allowed));
    return isLoopbackName(name) || this.#rules.hosts.some((allowed) => allowed === name || isBelow(allowed));
  }

  #refusePage(request: IncomingMessage, allowsOrigin: (origin: string) => boolean): Refusal | undefined {
    const { origin, 'sec-fetch-site': site } = request.headers;
    if (origin === undefined && (site === undefined || site === 'same-origin' || site === 'none')) return undefined;
    // A request that only reads has no Origin. Its Referer is missing if the page is secure, but pages cannot choose another one.
    const page = origin ?? originOfPage(request.headers.referer ?? '');
    if (this.#acceptsOrigin(page ?? 'null', request) || allowsOrigin(page ?? 'null')) return undefined;
    if (this.#rules.isApi) {
      if (origin === undefined && site === 'same-site' && isLoopbackName(hostName(request.headers.host ?? '') ?? ''))
        return undefined;
      if (isTopLevelNavigation(request)) return undefined;
    }
    return page === undefined ? this.#unknownPage(request) : this.#foreignOrigin(page);
  }

  #acceptsOrigin(text: string, { headers: { host = '' } }: IncomingMessage): boolean {
    const origin = parseOrigin(text);
    if (origin === undefined) return false;
    const { origins, isApi } = this.#rules;
    if (origins.has(origin)) return true;
    if (!isApi) return origin === originOfPage(`http://${host}`);
    // A tunnel serves an API over HTTPS.
    return isLoopbackOrigin(origin) || new URL(origin).host === host.toLowerCase();
  }

  #foreignOrigin(text: string): Refusal {
    const { originFlag } = this.#rules;
    const origin = parseOrigin(text);
    const hint =
      origin === undefined
        ? ' Sandboxed frames, files, and forms of secure pages have no origin: open the page from a server on this machine.'
        : originFlag
          ? ` To allow them, start the command with ${originFlag} ${origin}.`
          : '';
    return { subject: `origin ${text}`, message: `Requests of the origin "${shown(text)}" are refused.${hint}` };
  }

  #unknownPage({ headers }: IncomingMessage): Refusal {
    const { originFlag } = this.#rules;
    const destination = shown(String(headers['sec-fetch-dest'] ?? 'empty'));
    const hint = originFlag
      ? ` ${originFlag} allows only requests with an Origin header, such as those of fetch or of an element with the attribute crossorigin.`
      : '';
    return {
      subject: 'page without an origin',
      message: `Requests of web pages of another site are refused (Sec-Fetch-Dest: ${destination}).${hint}`,
    };
  }

  #report({ method, url = '' }: IncomingMessage, { subject, message }: Refusal): void {
    if (this.#reported.has(subject) || this.#reported.size > MAX_NOTICES) return;
    this.#reported.add(subject);
    const path = shown(url.replace(/[?#].*$/s, ''));
    this.#notice(
      this.#reported.size > MAX_NOTICES
        ? 'Requests of more origins and hosts are refused; they are not shown.'
        : `${method} ${path}: ${message}`,
    );
  }
}

/** Whether a page opens a URL in its tab or in a new one, as a link, a redirect or a form does. Frames, and pages that are loaded before
 *  the user opens them, are no such navigations: the user does not see them.
 *
 *  A POST is a form. Logins send their result as such a form, from secure pages with `Origin: null`; it is always URL-encoded. A form as
 *  text can look like JSON.
 *  @see https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html */
function isTopLevelNavigation({ method, headers }: IncomingMessage): boolean {
  if (headers['sec-fetch-mode'] !== 'navigate' || headers['sec-fetch-dest'] !== 'document') return false;
  if (headers['sec-purpose'] !== undefined) return false;
  if (method === 'GET' || method === 'HEAD') return true;
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  return method === 'POST' && (type === undefined || type === 'application/x-www-form-urlencoded');
}

/** Text of a client, for a message: short, and without control characters. Origins, hosts and paths have only ASCII. */
function shown(text: string): string {
  const start = text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS)}...` : text;
  return start.replace(/[^ -~]/g, '?');
}
