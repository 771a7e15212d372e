/** E-mail channels: the mailbox behind each, and the mail that could not be read. */
import { defineRefusals, defineRoute, id, instant, z } from '#platform/contract';
import { channel, channelRefusals } from './channels.ts';

export const mailRefusals = defineRefusals('listen', {
  mailbox_taken: { status: 409, title: 'That address belongs to another channel', cure: 'Use another address, or that channel.' },
  mailbox_unreachable: {
    status: 422,
    title: 'The mailbox cannot be fetched from',
    cure: 'Check host, port, security, user and password; the server’s own words are in "detail".',
  },
  mail_still_unread: {
    status: 422,
    title: 'The mail still cannot be read',
    cure: 'The reason is in "detail"; the mail is kept. Dismiss it, or read it in another program.',
  },
});

const address = z
  .email()
  .max(60)
  .transform((text) => text.toLowerCase());
const host = z
  .string()
  .trim()
  .regex(/^[\w.:-]{1,253}$/, 'must be a host name');
const security = z.enum(['tls', 'starttls', 'none']);
const account = { host, port: z.number().int().min(1).max(65_535), security: security.default('tls') };
const password = z.string().min(1).max(1_000);

/** Where mail is fetched from. Without it mail comes by SMTP, at VERONA_SMTP_PORT. */
export const imapSettings = z.strictObject({
  ...account,
  user: z.string().min(1).max(320),
  folder: z.string().min(1).max(200).default('INBOX'),
});
/** Where mail is handed over. Without it the server's own way is used (SMTP_URL). */
export const smtpSettings = z.strictObject({ ...account, user: z.string().min(1).max(320).optional() });
export const dkimSettings = z.strictObject({
  domain: z.string().regex(/^[\w.-]{1,253}$/),
  selector: z.string().regex(/^[\w-]{1,63}$/),
});

const name = z
  .string()
  .trim()
  .min(1)
  .max(120)
  .regex(/^[^\r\n]*$/, 'must be one line');

const mailboxSettings = {
  address,
  /** As customers see it beside the address. */
  displayName: name,
  imap: imapSettings.nullable(),
  smtp: smtpSettings.nullable(),
  dkim: dkimSettings.nullable(),
  /** Answers a first mail at once, once a day an address, and only when it is sure who wrote. */
  acknowledge: z.boolean(),
  /** Its words; nothing of the customer's mail is ever added. */
  acknowledgement: z.string().max(2_000),
};
const sealedSettings = {
  imapPassword: password.optional(),
  smtpPassword: password.optional(),
  /** Private key in PEM. */
  dkimKey: z.string().max(10_000).optional(),
};

export const mailbox = z.object({
  ...mailboxSettings,
  address: z.string(),
  channelId: id,
  fetchedAt: instant.nullable(),
  lastError: z.string().nullable(),
});
export type Mailbox = z.infer<typeof mailbox>;

export const newMailbox = z.strictObject({
  name,
  address,
  displayName: name,
  imap: imapSettings.nullable().default(null),
  smtp: smtpSettings.nullable().default(null),
  dkim: dkimSettings.nullable().default(null),
  acknowledge: z.boolean().default(false),
  acknowledgement: z.string().max(2_000).default(''),
  ...sealedSettings,
});
export type NewMailbox = z.infer<typeof newMailbox>;
export const mailboxChange = z.strictObject({ ...z.object(mailboxSettings).partial().shape, ...sealedSettings });
export type MailboxChange = z.infer<typeof mailboxChange>;

const one = z.object({ id });

export const createMailbox = defineRoute({
  id: 'listen.create_mailbox',
  method: 'POST',
  path: '/api/listen/channels/mailboxes',
  summary: 'Open an e-mail channel; passwords and keys are kept sealed and never shown',
  access: { action: 'listen.channels' },
  body: newMailbox,
  reply: z.object({ channel, mailbox }),
  status: 201,
  refusals: [mailRefusals.mailbox_taken],
});

export const readMailbox = defineRoute({
  id: 'listen.read_mailbox',
  method: 'GET',
  path: '/api/listen/channels/mailboxes/{id}',
  summary: 'The mailbox of an e-mail channel',
  access: { action: 'listen.read' },
  params: one,
  reply: mailbox,
  refusals: [channelRefusals.no_such_channel],
});

export const changeMailbox = defineRoute({
  id: 'listen.change_mailbox',
  method: 'PATCH',
  path: '/api/listen/channels/mailboxes/{id}',
  summary: 'Change where mail comes from, goes to, and what is answered at once',
  access: { action: 'listen.channels' },
  params: one,
  body: mailboxChange,
  reply: mailbox,
  refusals: [channelRefusals.no_such_channel, mailRefusals.mailbox_taken],
});

export const fetchMailbox = defineRoute({
  id: 'listen.fetch_mailbox',
  method: 'POST',
  path: '/api/listen/channels/mailboxes/{id}/fetch',
  summary: 'Fetch new mail now, and see whether it works',
  access: { action: 'listen.channels' },
  params: one,
  reply: z.object({ fetched: z.number().int() }),
  refusals: [channelRefusals.no_such_channel, mailRefusals.mailbox_unreachable],
});

export const mailAside = z.object({
  id,
  channelId: id,
  receivedAt: instant,
  size: z.number().int(),
  from: z.string(),
  reason: z.string(),
});

export const listMailAside = defineRoute({
  id: 'listen.list_mail_aside',
  method: 'GET',
  path: '/api/listen/mail/aside',
  summary: 'Mail that could not be read, newest first, at most 200',
  access: { action: 'personal.read' },
  reply: z.object({ items: z.array(mailAside) }),
});

export const retryMailAside = defineRoute({
  id: 'listen.retry_mail_aside',
  method: 'POST',
  path: '/api/listen/mail/aside/{id}/retry',
  summary: 'Read a mail again that was kept aside',
  access: { action: 'listen.write' },
  params: one,
  refusals: [channelRefusals.no_such_message, mailRefusals.mail_still_unread],
});

export const dismissMailAside = defineRoute({
  id: 'listen.dismiss_mail_aside',
  method: 'POST',
  path: '/api/listen/mail/aside/{id}/dismiss',
  summary: 'Let a mail go that could not be read',
  access: { action: 'listen.write' },
  params: one,
  refusals: [channelRefusals.no_such_message],
});
