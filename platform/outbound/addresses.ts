/** Which addresses of the net a request may reach. Pure: text in, verdict out. */
import ipaddr from 'ipaddr.js';

/** `metadata`: hands out a machine's credentials; refused even to operators who allow private targets. */
export type Verdict = 'public' | 'private' | 'metadata';

// Where clouds answer their machines: AWS, GCP, Azure, DigitalOcean and most others (all of link-local), AWS over IPv6,
// GCP over IPv6, Alibaba, Oracle, and Azure's wire server, which is an address of the public range.
const metadata = [
  '169.254.0.0/16',
  'fe80::/10',
  'fd00:ec2::254/128',
  'fd20:ce::254/128',
  '100.100.100.200/32',
  '192.0.0.192/32',
  '168.63.129.16/32',
].map((range) => ipaddr.parseCIDR(range));

// IPv6's global unicast (RFC 4291 §2.4). Everything else is local, translated, or not yet given out.
const globalUnicast = ipaddr.parseCIDR('2000::/3');

const within = (address: ipaddr.IPv4 | ipaddr.IPv6, [network, bits]: [ipaddr.IPv4 | ipaddr.IPv6, number]) =>
  address.kind() === network.kind() && address.match(network, bits);

/**
 * Judges one resolved address. Ranges are IANA's special-purpose registries (RFC 6890) as ipaddr.js has them; an address that
 * carries an IPv4 address inside (mapped, NAT64) is judged by that one, and what cannot be read is not public.
 */
export function judge(text: string): Verdict {
  if (!ipaddr.isValid(text)) return 'private';
  const address = carried(ipaddr.parse(text));
  if (metadata.some((range) => within(address, range))) return 'metadata';
  if (address.range() !== 'unicast') return 'private';
  return address.kind() === 'ipv4' || within(address, globalUnicast) ? 'public' : 'private';
}

function carried(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  if (!(address instanceof ipaddr.IPv6) || !['ipv4Mapped', 'rfc6145', 'rfc6052'].includes(address.range())) return address;
  return new ipaddr.IPv4(address.toByteArray().slice(-4));
}
