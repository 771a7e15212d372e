/**
 * Our own look at who sent a mail: DKIM, SPF, DMARC (mailauth). What a mail says about itself in `Authentication-Results` is not
 * read at all: whoever wrote the mail may have written that, too.
 */
import { Resolver } from 'node:dns/promises';
import type { DNSResolver } from 'mailauth';

export interface Authentication {
  dmarc?: { result: string; policy?: string | undefined };
  /** A valid signature of the domain in From. */
  dkimAligned: boolean;
  /** Delivered by a machine that the domain in From sends by. */
  spfAligned: boolean;
  spf?: string;
  /** Whether we saw who delivered it. */
  sawSender: boolean;
}

export interface Delivery {
  ip: string;
  helo: string;
  /** Envelope. */
  from: string;
}

export type Authenticate = (raw: Buffer, delivery: Delivery | undefined) => Promise<Authentication>;

const deadlineMs = 8_000;

/** `resolve` answers DNS questions; the system's resolver with short patience when left out. */
export function createAuthenticate(resolve: DNSResolver = systemResolver()): Authenticate {
  return async (raw, delivery) => {
    const sawSender = delivery !== undefined;
    let late: NodeJS.Timeout | undefined;
    const nothing: Authentication = { dkimAligned: false, spfAligned: false, sawSender };
    const over = new Promise<Authentication>((give) => {
      late = setTimeout(() => give(nothing), deadlineMs);
    });
    try {
      return await Promise.race([look(raw, delivery, resolve), over]);
    } catch {
      // What cannot be checked is not believed; it is not held against anybody either.
      return nothing;
    } finally {
      clearTimeout(late);
    }
  };
}

async function look(raw: Buffer, delivery: Delivery | undefined, resolver: DNSResolver): Promise<Authentication> {
  // With the first mail: it brings a resolver of public suffixes, XML and schemas (11 MB), and not every house takes mail.
  const { authenticate } = await import('mailauth');
  const result = await authenticate(raw, {
    resolver,
    mta: 'verona.invalid',
    disableArc: true,
    disableBimi: true,
    ...(delivery && { ip: delivery.ip, helo: delivery.helo, sender: delivery.from }),
  });
  const dkim = result.dkim?.results ?? [];
  const dmarc = result.dmarc || undefined;
  const spf = result.spf || undefined;
  const from = [result.dkim?.headerFrom ?? []].flat();
  const fromDomain = from.length === 1 ? String(from[0]).split('@').at(-1)?.toLowerCase() : undefined;
  const spfPasses = delivery !== undefined && spf?.status.result === 'pass';
  return {
    ...(dmarc && { dmarc: { result: dmarc.status.result, policy: dmarc.policy } }),
    // Several authors: nobody can say whose signature would count.
    dkimAligned: fromDomain !== undefined && dkim.some(({ status }) => status.result === 'pass' && Boolean(status.aligned)),
    spfAligned: fromDomain !== undefined && spfPasses && isWithin(spf.domain, fromDomain),
    ...(delivery && spf && { spf: spf.status.result }),
    sawSender: delivery !== undefined,
  };
}

/** One is the other, or below it. */
function isWithin(one: string, other: string): boolean {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  return a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`);
}

function systemResolver(): DNSResolver {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  return (name, type) => resolver.resolve(name, type) as Promise<string[]>;
}
