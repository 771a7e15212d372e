/** Our own SMTP receiver: takes mail for addresses it knows, and says 250 when the mail is kept (RFC 5321 §4.2.5). */
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import type { Log } from '#platform/log';

export interface Delivered {
  raw: Buffer;
  /** Envelope; empty for a bounce. */
  from: string;
  recipients: string[];
  ip: string;
  helo: string;
}

export interface ReceiverOptions {
  host: string;
  port: number;
  maxBytes: number;
  /** Offers STARTTLS when given (PEM). */
  tls?: { cert: string; key: string } | undefined;
  /** Whether mail for this address is ours to take. */
  knows(address: string): Promise<boolean>;
  /** Keeps it; whatever it throws becomes "try again later". */
  take(mail: Delivered): Promise<void>;
  log: Log;
}

export interface Receiver {
  port: number;
  /** Stops taking new mail and waits for what is being taken. */
  close(): Promise<void>;
}

const mostRecipients = 100;
/** All connections together, and how many may come from one address. */
const mostClients = 200;
const idleMs = 60_000;

const refusal = (code: number, text: string) => Object.assign(new Error(text), { responseCode: code });

export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const { maxBytes, knows, take, log } = options;
  const server = new SMTPServer({
    name: 'verona',
    banner: 'Verona',
    size: maxBytes,
    maxClients: mostClients,
    socketTimeout: idleMs,
    disableReverseLookup: true,
    authOptional: true,
    disabledCommands: options.tls ? ['AUTH'] : ['AUTH', 'STARTTLS'],
    ...(options.tls ?? {}),
    logger: false,
    onRcptTo({ address }, session, done) {
      if (session.envelope.rcptTo.length >= mostRecipients) return done(refusal(452, 'Too many recipients'));
      knows(address).then(
        (known) => done(known ? null : refusal(550, 'No such mailbox here')),
        (error: unknown) => {
          log.error({ err: error }, 'a recipient could not be looked up');
          done(refusal(451, 'Try again later'));
        },
      );
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      let bytes = 0;
      stream.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        // What is too much is read to its end, as the protocol wants, and not kept.
        if (bytes <= maxBytes) chunks.push(chunk);
        else chunks.length = 0;
      });
      stream.once('error', (error) => done(error));
      stream.once('end', () => {
        if (bytes > maxBytes) return done(refusal(552, `More than ${maxBytes} bytes`));
        take(deliveredOf(Buffer.concat(chunks), session)).then(
          () => done(null, 'Kept'),
          (error: unknown) => {
            log.error({ err: error }, 'a mail could not be kept; its sender will try again');
            done(refusal(451, 'Try again later'));
          },
        );
      });
    },
  });
  // A client that hangs up is no news.
  server.on('error', (error) => log.debug({ err: error }, 'an SMTP connection failed'));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function deliveredOf(raw: Buffer, session: SMTPServerSession): Delivered {
  const { mailFrom, rcptTo } = session.envelope;
  return {
    raw,
    from: mailFrom === false ? '' : mailFrom.address,
    recipients: rcptTo.map(({ address }) => address),
    ip: session.remoteAddress,
    helo: session.hostNameAppearsAs || '',
  };
}
