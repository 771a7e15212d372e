/** Disguises of inner addresses, as found in reports against other products: what the guard's tests throw at it. */

/** Spellings of one IPv4 address that some URL parser, resolver or socket takes for it. */
function spellings(address: string): string[] {
  const bytes = address.split('.').map(Number);
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  const number = ((a * 256 + b) * 256 + c) * 256 + d;
  const hex = (n: number) => `0x${n.toString(16)}`;
  const octal = (n: number) => `0${n.toString(8)}`;
  const wide = (text: string) =>
    [...text].map((char) => (/\d/.test(char) ? String.fromCodePoint(0xff10 + Number(char)) : char)).join('');
  const group = (high: number, low: number) => (high * 256 + low).toString(16);
  const v6 = `${group(a, b)}:${group(c, d)}`;
  return [
    address,
    `${address}.`,
    ...[
      hex,
      octal,
      (n: number) => `0x${n.toString(16).padStart(2, '0').toUpperCase()}`,
      (n: number) => `000${n.toString(8)}`,
    ].map((as) => bytes.map(as).join('.')),
    `${hex(a)}.${b}.${octal(c)}.${d}`,
    `${a}.${b * 65536 + c * 256 + d}`,
    `${a}.${b}.${c * 256 + d}`,
    `${hex(a)}.${hex(b * 65536 + c * 256 + d)}`,
    ...[String(number), hex(number), octal(number), `00000${octal(number)}`],
    wide(address),
    address.replaceAll('.', '。'),
    address.replaceAll('.', '%2e'),
    [...address].map((char) => `%${char.charCodeAt(0).toString(16)}`).join(''),
    ...[`::ffff:${address}`, `::ffff:${v6}`, `0:0:0:0:0:ffff:${address}`].map((text) => `[${text}]`),
  ];
}

/** IPv6 addresses that carry the IPv4 address for a translator to unpack: NAT64, 6to4, SIIT, IPv4-compatible. */
function translations(address: string): string[] {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  const v6 = `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  return [`::${address}`, `::ffff:0:${v6}`, `64:ff9b::${v6}`, `64:ff9b::${address}`, `2002:${v6}::1`].map((text) => `[${text}]`);
}

const inner = ['127.0.0.1', '127.0.0.2', '127.127.127.127', '0.0.0.0'];
const distant = ['10.0.0.1', '172.16.5.4', '192.168.0.1', '100.64.1.1', '169.254.169.254', '169.254.170.2', '100.100.100.200'];

/** Names that lead inside: what the test's resolver answers for each. */
export const names: Record<string, string[]> = {
  localhost: ['127.0.0.1', '::1'],
  'localhost.': ['127.0.0.1'],
  'hooks.attacker.test': ['127.0.0.1'],
  'sub.localhost': ['127.0.0.1'],
  'ip6-localhost': ['::1'],
  '127.0.0.1.nip.io': ['127.0.0.1'],
  '7f000001.nip.io': ['127.0.0.1'],
  'mapped.attacker.test': ['::ffff:127.0.0.1'],
  'unspecified.attacker.test': ['0.0.0.0'],
  'unspecified6.attacker.test': ['::'],
  'both.attacker.test': ['93.184.216.34', '127.0.0.1'],
  'last.attacker.test': ['2606:4700::1111', '93.184.216.34', '::1'],
  'metadata.google.internal': ['169.254.169.254'],
  'private.attacker.test': ['10.0.0.1'],
  'xn--fiqs8s.attacker.test': ['127.0.0.1'],
};

/**
 * URLs that must all be refused. A careless client reaches this machine by those of `near`; those of `far` lead to private
 * networks, cloud metadata and translators, which a test must not really call.
 */
export function hostileUrls(port: number, ownAddresses: string[]): { near: string[]; far: string[] } {
  const leadsFar = (addresses: string[]) => addresses.some((address) => /^(10|169|93)\.|^2606/.test(address));
  const urlOf = (host: string) => `http://${host}:${port}/`;
  const hosts = [
    ...inner.flatMap(spellings),
    ...['[::1]', '[::]', '[0:0:0:0:0:0:0:1]', '[0000::0001]'],
    ...[
      '127.1',
      '127.0.1',
      '0',
      '0x0',
      '00',
      '0x7f.1',
      '0177.1',
      '127.0.0.1..',
      'LOCALHOST',
      'LocalHost.',
      'ⓛⓞⓒⓐⓛⓗⓞⓢⓣ',
      'loc%61lhost',
    ],
    ...Object.keys(names).filter((name) => !leadsFar(names[name] ?? [])),
    ...ownAddresses.map((address) => (address.includes(':') ? `[${address}]` : address)),
  ];
  const distantHosts = [
    ...distant.flatMap(spellings),
    ...[...inner, ...distant].flatMap(translations),
    ...['[fe80::1]', '[fd00:ec2::254]', '[fd20:ce::254]', '[fc00::1]', '[fec0::1]', '[ff02::1]'],
    ...Object.keys(names).filter((name) => leadsFar(names[name] ?? [])),
  ];
  const dressed = ['127.0.0.1', 'localhost', '[::1]', '2130706433', '[::ffff:127.0.0.1]'].flatMap((host) => [
    `https://${host}:${port}/`,
    `HTTP://${host}:${port}/x?y#z`,
    `http:${host}:${port}/`,
    `http:/${host}:${port}/`,
    `http:///${host}:${port}/`,
    `http:\\\\${host}:${port}\\`,
    `http://\t${host}\n:${port}/`,
    ` http://${host}:${port}/ `,
    `http://user@${host}:${port}/`,
    `http://user:secret@${host}:${port}/`,
    `http://example.com@${host}:${port}/`,
    `http://example.com%40@${host}:${port}/`,
    `http://${host}:${port}\\@example.com/`,
    `http://${host}:${port}#@example.com/`,
    `http://${host}:${port}?@example.com/`,
    `http://${host}:000${port}/`,
    `http://${host}:${port}/%2e%2e/../`,
    `http://${host}:${port}/redirect?to=http://example.com`,
    `http://${host}%00.example.com:${port}/`,
    `http://${host} .example.com:${port}/`,
    `ftp://${host}:${port}/`,
    `gopher://${host}:${port}/_GET`,
    `ws://${host}:${port}/`,
    `file://${host}/etc/passwd`,
    `//${host}:${port}/`,
    `${host}:${port}`,
    `jar:http://${host}:${port}/!/`,
    `url:http://${host}:${port}/`,
  ]);
  return { near: [...hosts.map(urlOf), ...dressed], far: distantHosts.map(urlOf) };
}
