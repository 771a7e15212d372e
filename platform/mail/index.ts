/**
 * The door to mail: what we tell employees (nodemailer, or files in an outbox), and customers' mail: taken apart in a thread
 * (mailparser), received (smtp-server), fetched (imapflow), checked (mailauth), sent (nodemailer).
 *
 * A laptop has no mail server, and losing a reset link there would lock its only user out: kept mails are ordinary `.eml`
 * files that any mail program opens.
 */
export { createMail, type Letter, type Mail, type MailOptions } from './mail.ts';
export { createMailParser, type MailParser } from './parse/parse.ts';
export type { ParsedAttachment, ParsedMail } from './parse/types.ts';
