import { isIP } from 'node:net';

/** Whether an address to listen on can be reached from this machine alone. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/**
 * Whether a Host header names this machine by a name that is its own: other sites' names may be made to point here, and
 * their pages could then ask as if they were of this place.
 *
 * @param names others that are its own, in lower case
 */
export function isOwnHost(header: string | undefined, names: readonly string[] = []): boolean {
  const host = header?.toLowerCase() ?? '';
  return (
    /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/.test(host) || names.includes(host.replace(/:\d{1,5}$/, ''))
  );
}

/**
 * Whether a Host header names a service that takes no keys by what nobody else can have made to point here: an address, a name
 * without a dot, which no public DNS has, or one of its own. A page of any other name could have been made to (DNS rebinding), and
 * its visitor's browser would then ask from inside the network that keeps strangers out.
 *
 * @param names in lower case
 */
export function isUnclaimed(header: string | undefined, names: readonly string[]): boolean {
  const [, name] = /^(\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/.exec(header?.toLowerCase() ?? '') ?? [];
  if (name === undefined) return false;
  return isIP(name.replace(/^\[|\]$/g, '')) !== 0 || !name.includes('.') || names.includes(name);
}

/**
 * Whether a whole address in the request line (RFC 9112, section 3.2.2) is of the host that the Host header names. The routes go by
 * the one and the guards by the other.
 */
export function agrees(target: string, header: string | undefined): boolean {
  const [, authority] = /^https?:\/\/([^/?#]*)/i.exec(target) ?? [];
  return authority === undefined || authority.toLowerCase() === header?.toLowerCase();
}

/** What a browser says of the page that asks. */
export interface Asker {
  readonly origin: string | undefined;
  /** Sec-Fetch-Site. */
  readonly site: string | undefined;
  readonly host: string | undefined;
}

/** Whether a page of another place asks, and not one of those that may. */
export function isOtherSite({ origin, site, host }: Asker, allowed: readonly string[]): boolean {
  if (origin === undefined) return site === 'cross-site';
  const isOwn =
    origin.toLowerCase() === `http://${host}`.toLowerCase() || origin.toLowerCase() === `https://${host}`.toLowerCase();
  return !isOwn && !allowed.includes(origin);
}
