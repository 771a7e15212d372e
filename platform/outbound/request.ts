/** A request as it is allowed to leave: parsed, without tricks. Pure. */
import { Refusal } from '#platform/contract';
import { refusals } from './refusals.ts';

/** `host:port` pairs that may be reached although they are private. */
export type Allowed = ReadonlySet<string>;

/** `host:port` of a URL or of a connection; the port is told even where the protocol implies it. */
export const endpointOf = ({ hostname, port, protocol }: Pick<URL, 'hostname' | 'port' | 'protocol'>): string =>
  `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;

/** Reads the operator's list; throws with the entry that cannot be read. Hosts are spelled as the URL standard spells them. */
export function allowedFrom(entries: readonly string[]): Allowed {
  return new Set(
    entries.map((entry) => {
      const url = /:\d{1,5}$/.test(entry) && URL.canParse(`http://${entry}`) ? new URL(`http://${entry}`) : undefined;
      if (url?.pathname !== '/' || url.username) throw new Error(`"${entry}" is not host:port (or [ipv6]:port).`);
      return endpointOf(url);
    }),
  );
}

/** The target of a request. Numbers in any disguise (hex, octal, full-width) are plain addresses after this. */
export function targetOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const wrong = (detail: string) => new Refusal(refusals.url_refused, { detail });
  if (!url) throw wrong('That is not a complete URL.');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw wrong(`"${url.protocol}" is not http: or https:.`);
  if (url.username || url.password) throw wrong('The URL carries a user name or a password.');
  return url;
}

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/; // RFC 9110 §5.6.2
const value = /^[\t\x20-\x7e\x80-\xff]*$/; // RFC 9110 §5.5: no line break can end the header early
// What frames a message belongs to the client, never to the caller (request smuggling).
const framing = /^(host|connection|content-length|expect|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$/i;

/** The headers to send, names in lower case. */
export function headersOf(given: Record<string, string>): Record<string, string> {
  const headers: Record<string, string> = { 'user-agent': 'Verona' };
  for (const [name, text] of Object.entries(given)) {
    if (!token.test(name) || !value.test(text) || framing.test(name)) {
      throw new Refusal(refusals.header_refused, { detail: `The header ${JSON.stringify(name)} cannot be sent.` });
    }
    headers[name.toLowerCase()] = text;
  }
  return headers;
}
