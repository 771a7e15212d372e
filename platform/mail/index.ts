/**
 * The door to outgoing mail (nodemailer): over SMTP when a server is configured, else kept as files.
 *
 * A laptop has no mail server, and losing a reset link there would lock its only user out: kept mails are ordinary `.eml`
 * files that any mail program opens.
 */
export { createMail, type Letter, type Mail, type MailOptions } from './mail.ts';
