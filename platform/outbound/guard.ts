/** The connector that looks before it dials: no socket opens to an address that was not judged. */
import { lookup as dnsLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { Refusal } from '#platform/contract';
import { judge } from './addresses.ts';
import { refusals } from './refusals.ts';
import { type Allowed, endpointOf } from './request.ts';

/** All addresses of a host name; throws when there are none. */
export type Resolve = (host: string) => Promise<string[]>;

/** The system's way: /etc/hosts, then DNS. */
export const systemResolve: Resolve = async (host) => (await dnsLookup(host, { all: true })).map(({ address }) => address);

const connectTimeoutMs = 10_000;

/**
 * Resolves a name once, judges every address it has, and lets the socket choose among exactly those: a name cannot lead
 * elsewhere between the look and the call (DNS rebinding), and one private address among public ones refuses them all.
 */
export function guardedConnector(allowed: Allowed, resolve: Resolve): buildConnector.connector {
  return (options, callback) => {
    judged(options, allowed, resolve).then(
      (addresses) => buildConnector({ timeout: connectTimeoutMs, lookup: answer(addresses) })(options, callback),
      (error: Error) => callback(error, null),
    );
  };
}

export async function judged(
  { hostname, port, protocol }: Pick<buildConnector.Options, 'hostname' | 'port' | 'protocol'>,
  allowed: Allowed,
  resolve: Resolve,
): Promise<string[]> {
  const addresses = isIP(hostname) ? [hostname] : await resolve(hostname).catch(() => []);
  if (addresses.length === 0) throw new Refusal(refusals.name_unresolved, { detail: `"${hostname}" has no address.` });
  const host = isIP(hostname) === 6 ? `[${hostname}]` : hostname;
  const isAllowed = allowed.has(endpointOf({ hostname: host, port, protocol }));
  const mayReach = (address: string) => {
    const verdict = judge(address);
    return verdict === 'public' || (verdict === 'private' && isAllowed);
  };
  // The address itself is not told: a refusal must not be a map of the inner network.
  if (!addresses.every(mayReach)) throw new Refusal(refusals.address_denied, { detail: `"${hostname}" may not be called.` });
  return addresses;
}

/** A lookup that knows only these addresses. `net` asks for all of them, or for one when it is told not to race. */
const answer =
  (addresses: readonly string[]): LookupFunction =>
  (_host, options, done) => {
    const all = addresses.map((address) => ({ address, family: isIP(address) }));
    if (options.all) done(null, all);
    else done(null, all[0]?.address ?? '', all[0]?.family);
  };
