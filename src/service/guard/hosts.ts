import { isIP } from 'node:net';

/** Whether an address to listen on can be reached from this machine alone. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/**
 * Whether a Host header names this machine by a name that is its own: other sites' names may be made to point here, and
 * their pages could then ask as if they were of this place.
 */
export function isOwnHost(header: string | undefined): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i.test(header ?? '');
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
