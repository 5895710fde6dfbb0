/** An IPv6 address has brackets. Other characters, such as those of a user name or of a shell, are not in the name of a host. */
const HOST = String.raw`(?:[\w.-]+|\[[\da-f:.]+\])`;
const HOST_AND_PORT = new RegExp(`^${HOST}(?::\\d+)?$`, 'i');
const ORIGIN = new RegExp(`^[a-z][a-z\\d+.-]*://${HOST}(?::\\d+)?$`, 'i');
const HTTP = /^https?:/;
const IPV4_LOOPBACK = /^127\.\d+\.\d+\.\d+$/;
/** `::1`, and 127.x.x.x in IPv6. */
const IPV6_LOOPBACK = /^\[::(?:1|ffff:7f[\da-f]{2}:[\da-f]{1,4})\]$/;

/** The name of a host, as in a Host header, in the form that `isLoopbackName` expects: in lower case, without the port, and without the
 *  dot that ends an absolute name.
 *  @returns undefined for text that is not a host, such as one with a user name.
 *  @example hostName('LOCALHOST.:4580') // 'localhost' */
export function hostName(host: string): string | undefined {
  if (!HOST_AND_PORT.test(host) || !URL.canParse(`http://${host}`)) return undefined;
  return new URL(`http://${host}`).hostname.replace(/\.$/, '');
}

/** Whether a name belongs to this machine. The owner of another name can make it resolve to this machine (DNS rebinding); `localhost`
 *  and the names below it have no owner.
 *  @param name from `hostName`.
 *  @see https://www.rfc-editor.org/rfc/rfc6761#section-6.3 */
export function isLoopbackName(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost') || IPV4_LOOPBACK.test(name) || IPV6_LOOPBACK.test(name);
}

/** An origin in the form in which browsers send it.
 *  @param text an Origin header, or what a user typed.
 *  @returns undefined for `null`, several origins, and any other text that is not an origin.
 *  @see https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin */
export function parseOrigin(text: string): string | undefined {
  if (!ORIGIN.test(text) || !URL.canParse(text)) return undefined;
  const origin = text.toLowerCase();
  // Such as capacitor://localhost: URL has no origins of other schemes.
  return HTTP.test(origin) ? new URL(origin).origin : origin;
}

/** Whether an origin is that of a page that a server on this machine serves, on any port. */
export function isLoopbackOrigin(origin: string): boolean {
  return HTTP.test(origin) && isLoopbackName(hostName(new URL(origin).host) ?? '');
}

/** The origin of a page.
 *  @param url a Referer header.
 *  @returns undefined for text that is not the URL of a page on the web. */
export function originOfPage(url: string): string | undefined {
  return URL.canParse(url) ? parseOrigin(new URL(url).origin) : undefined;
}
