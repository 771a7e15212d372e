/**
 * The door to mail: what we tell employees (nodemailer, or files in an outbox), and customers' mail: taken apart in a thread
 * (mailparser), received (smtp-server), fetched (imapflow), checked (mailauth), sent (nodemailer).
 *
 * A laptop has no mail server, and losing a reset link there would lock its only user out: kept mails are ordinary `.eml`
 * files that any mail program opens.
 */

export { type Authenticate, type Authentication, createAuthenticate, type Delivery } from './authenticate.ts';
export { type Composed, compose, type DkimKey, keepInFolder } from './compose.ts';
export { type Fetched, fetchMail, type ImapAccount, type Position, watchMailbox } from './imap.ts';
export { createMail, type Letter, type Mail, type MailOptions } from './mail.ts';
export { createMailParser, type MailParser } from './parse/parse.ts';
export type { ParsedAttachment, ParsedMail } from './parse/types.ts';
export { type Posted, post, type Relay, relayOf } from './post.ts';
export { type Delivered, type Receiver, type ReceiverOptions, startReceiver } from './receiver.ts';
