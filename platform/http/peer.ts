/**
 * Who is at the other end of a socket that no route answers: the peer, or, behind proxies that are believed, whom they say.
 * `X-Forwarded-For` is read from its end, as long as whoever wrote the entry is believed; what a stranger puts in front is not.
 */
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');
/** IPv4 as IPv6 writes it is the same peer. */
const plain = (address: string) => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');

/** Names that routes take as well (`proxy-addr`). */
const presets: Record<string, string[]> = {
  loopback: ['127.0.0.0/8', '::1'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

/** `trusted`: addresses and ranges, as `VERONA_TRUSTED_PROXIES` names them. */
export function peerFinder(trusted: readonly string[]): (request: IncomingMessage) => string {
  const believed = new BlockList();
  for (const entry of trusted.flatMap((each) => presets[each] ?? each)) {
    const [address = '', bits] = entry.split('/');
    if (isIP(address) === 0) throw new Error(`"${entry}" is no address and no range.`);
    if (bits === undefined) believed.addAddress(address, familyOf(address));
    else believed.addSubnet(address, Number(bits), familyOf(address));
  }
  const isBelieved = (address: string) => isIP(address) !== 0 && believed.check(address, familyOf(address));
  return ({ headers, socket }) => {
    let peer = plain(socket.remoteAddress ?? '');
    const told = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
    for (let at = told.length - 1; at >= 0 && isBelieved(peer); at -= 1) {
      const next = plain((told[at] ?? '').trim());
      if (isIP(next) === 0) break;
      peer = next;
    }
    return peer;
  };
}
