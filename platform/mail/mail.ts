import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { NewId } from '#platform/ids';
import type { Log } from '#platform/log';

/** Plain text on purpose: nothing that a stranger typed can become markup in somebody's mailbox (reliability case B12). */
export interface Letter {
  to: string;
  subject: string;
  text: string;
  /** The same with a table, say: whoever writes it escapes every word that came from somebody. */
  html?: string;
}

export interface Mail {
  /** `sent`: a mail server took it. `kept`: no server is configured, it lies in the outbox. Throws when the server refuses. */
  send(letter: Letter): Promise<'sent' | 'kept'>;
  close(): void;
}

export interface MailOptions {
  /** `smtp://user:password@host:587` or `smtps://…`; without it mails are kept. */
  smtpUrl?: string | undefined;
  /** `Verona <verona@example.com>` */
  from: string;
  /** Folder for kept mails; made when needed. */
  outbox: string;
  newId: NewId;
  log: Log;
}

/** A mail server that hangs must not hold a request for ever. */
const patienceMs = 10_000;

export function createMail({ smtpUrl, from, outbox, newId, log }: MailOptions): Mail {
  return smtpUrl ? throughServer(smtpUrl, from) : intoOutbox(outbox, from, newId, log);
}

function throughServer(smtpUrl: string, from: string): Mail {
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: patienceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async (letter) => {
      await transport.sendMail({ from, ...letter });
      return 'sent';
    },
    close: () => transport.close(),
  };
}

function intoOutbox(outbox: string, from: string, newId: NewId, log: Log): Mail {
  const transport = createTransport({ streamTransport: true, buffer: true });
  return {
    send: async (letter) => {
      const { message } = await transport.sendMail({ from, ...letter });
      await mkdir(outbox, { recursive: true, mode: 0o700 });
      const file = join(outbox, `${newId()}.eml`);
      // Written aside and renamed: whoever watches the folder never reads half a mail.
      await writeFile(`${file}.part`, message as Buffer, { mode: 0o600 });
      await rename(`${file}.part`, file);
      // The letter is in the file; its subject holds names, which do not belong in a log.
      log.info({ file }, 'mail kept: no SMTP server is configured');
      return 'kept';
    },
    close: () => {},
  };
}
