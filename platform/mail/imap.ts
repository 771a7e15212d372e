/** Fetches new mail from somebody else's server (imapflow). What is new is told by UIDs (RFC 3501 §2.3.1.1). */
import type { ImapFlow } from 'imapflow';

export interface ImapAccount {
  host: string;
  port: number;
  /** From the first byte; else STARTTLS when `security` says so. */
  security: 'tls' | 'starttls' | 'none';
  user: string;
  password: string;
  folder: string;
  /** The address that was looked up and judged for `host`. */
  address?: string | undefined;
}

/** How far a mailbox was read. UIDs mean nothing under another `uidValidity`. */
export interface Position {
  uidValidity: string;
  uid: number;
}

export interface Fetched {
  position: Position;
  /** Undefined when it is larger than `maxBytes`. */
  raw?: Buffer;
  size: number;
}

export interface FetchOptions {
  /** Where the last visit ended; undefined on the first. */
  after: Position | undefined;
  maxBytes: number;
  /** At most so many at one visit. */
  limit: number;
  signal?: AbortSignal;
}

/** The library (5 MB) comes with the first mailbox that somebody connects. */
async function clientOf(account: ImapAccount, more: { maxIdleTime?: number } = {}): Promise<ImapFlow> {
  const { ImapFlow } = await import('imapflow');
  const client = new ImapFlow({
    host: account.address ?? account.host,
    servername: account.host,
    port: account.port,
    secure: account.security === 'tls',
    doSTARTTLS: account.security === 'tls' ? undefined : account.security === 'starttls',
    auth: { user: account.user, pass: account.password },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: 20_000,
    greetingTimeout: 20_000,
    socketTimeout: 60_000,
    ...more,
  });
  // Errors also come out of the call that was waiting; here they only must not end the process.
  client.on('error', () => {});
  return client;
}

/** A line that says nothing for so long may be dead without a word (RFC 2177 allows up to 29 minutes): asked anew. */
const idleMs = 40_000;

/**
 * Waits at the mailbox (IDLE, RFC 2177) and calls `news` when something arrived, and once at the beginning: what came before is
 * not told. Ends when the signal says so; false when the server cannot tell. Throws when the line breaks.
 */
export async function watchMailbox(account: ImapAccount, news: () => void, signal: AbortSignal): Promise<boolean> {
  const client = await clientOf(account, { maxIdleTime: idleMs });
  const stop = () => client.close();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await client.connect();
    if (!client.capabilities.has('IDLE')) return false;
    await client.mailboxOpen(account.folder, { readOnly: true });
    client.on('exists', news);
    news();
    while (!signal.aborted && client.usable) await client.idle();
    if (!signal.aborted) throw new Error('The connection ended.');
    return true;
  } catch (error) {
    if (signal.aborted) return true;
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    client.close();
  }
}

/**
 * Calls `keep` for every mail after the position, oldest first; the next one is fetched when it is kept. When the server
 * numbered its mails anew, all of them come again: the caller knows what it has. Answers how far it came.
 */
export async function fetchMail(
  account: ImapAccount,
  { after, maxBytes, limit, signal }: FetchOptions,
  keep: (mail: Fetched) => Promise<void>,
): Promise<Position> {
  const client = await clientOf(account);
  const stop = () => client.close();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    await client.connect();
    const mailbox = await client.mailboxOpen(account.folder);
    const uidValidity = String(mailbox.uidValidity);
    const same = after?.uidValidity === uidValidity;
    let position: Position = { uidValidity, uid: same ? after.uid : 0 };
    const found = await client.search({ uid: `${position.uid + 1}:*` }, { uid: true });
    // "5:*" also finds the newest when it is before 5.
    const fresh = (found || []).filter((uid) => uid > position.uid).sort((a, b) => a - b);
    for (const uid of fresh.slice(0, limit)) {
      const look = await client.fetchOne(String(uid), { size: true }, { uid: true });
      if (look) {
        const size = look.size ?? 0;
        const whole = size <= maxBytes ? await client.fetchOne(String(uid), { source: true }, { uid: true }) : undefined;
        const raw = whole ? whole.source : undefined;
        await keep({ position: { uidValidity, uid }, size, ...(raw && { raw }) });
        await client.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true });
      }
      position = { uidValidity, uid };
    }
    await client.logout();
    return position;
  } finally {
    signal?.removeEventListener('abort', stop);
    client.close();
  }
}
