/** Sends one finished mail over SMTP, and says what surely happened to it (promise: nothing is sent twice blindly). */
import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';

export interface Relay {
  host: string;
  port: number;
  /** `tls` from the first byte, `starttls` before anything that matters, `none` for a relay on this machine. */
  security: 'tls' | 'starttls' | 'none';
  user?: string | undefined;
  password?: string | undefined;
  /** The address that was looked up and judged for `host`; the name is still what its certificate must say. */
  address?: string | undefined;
}

export type Posted =
  | { outcome: 'sent'; reply: string }
  /** Surely not sent. `forGood`: trying again is useless (5xx). `nobodyThere`: it was the recipient that was refused. */
  | { outcome: 'refused'; reason: string; forGood: boolean; nobodyThere?: boolean }
  /** It was on its way when the line went dead: it may have arrived. */
  | { outcome: 'unknown'; reason: string };

const patienceMs = 30_000;

export function post(relay: Relay, envelope: { from: string; to: string }, raw: Buffer): Promise<Posted> {
  const { host, port, security, user, password, address = host } = relay;
  const connection = new SMTPConnection({
    host: address,
    servername: host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: 2 * patienceMs,
    name: envelope.from.split('@').at(-1) ?? 'localhost',
  });
  return new Promise((resolve) => {
    let began = false;
    let over = false;
    const settle = (posted: Posted) => {
      if (over) return;
      over = true;
      if (posted.outcome === 'sent') connection.quit();
      else connection.close();
      resolve(posted);
    };
    const failed = (error: Error & { responseCode?: number | undefined; command?: string | undefined }) => {
      const reason = error.message.slice(0, 500);
      const code = error.responseCode;
      if (code !== undefined && code >= 400)
        settle({
          outcome: 'refused',
          reason,
          forGood: code >= 500 && error.name !== 'EAUTH',
          // 5.7.x is about us (RFC 3463): the address may well be good.
          nobodyThere: code >= 500 && error.command === 'RCPT TO' && !/\b5\.7\.\d/.test(reason),
        });
      else if (began) settle({ outcome: 'unknown', reason });
      else settle({ outcome: 'refused', reason, forGood: false });
    };
    // Its content is read only after the server said 354: from then on the line may break behind our back.
    const content = Readable.from(
      (function* () {
        began = true;
        yield raw;
      })(),
    );
    connection.on('error', failed);
    connection.once('end', () => failed(new Error('The connection ended.')));
    connection.connect((lost) => {
      if (lost) return failed(lost);
      const send = () =>
        connection.send({ from: envelope.from, to: [envelope.to], size: raw.length }, content, (error, info) =>
          error ? failed(error) : settle({ outcome: 'sent', reply: info?.response ?? '' }),
        );
      if (user === undefined) return send();
      connection.login({ user, pass: password }, (refused) => {
        // Wrong credentials are somebody's mistake to mend, not the mail's end.
        if (refused) settle({ outcome: 'refused', reason: refused.message.slice(0, 500), forGood: false });
        else send();
      });
    });
  });
}

/** `smtp://user:password@host:587`, `smtps://…`. */
export function relayOf(url: string): Relay {
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === 'smtps:';
  // A relay on this machine, or one that takes mail like any mail exchanger, may know no encryption; others must.
  const plain = /^(localhost$|127\.|\[?::1)/.test(hostname) || port === '25';
  return {
    host: hostname,
    port: Number(port) || (secure ? 465 : 587),
    security: secure ? 'tls' : (plain && 'none') || 'starttls',
    ...(username && { user: decodeURIComponent(username), password: decodeURIComponent(password) }),
  };
}
