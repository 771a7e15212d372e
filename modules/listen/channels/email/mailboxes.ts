/** Settings of mailboxes. Passwords and keys are sealed, bound to their channel, and never told again. */
import { Refusal } from '#platform/contract';
import type { Tx } from '#platform/postgres';
import type { Secrets } from '#platform/secrets';
import { channelRefusals, type Mailbox, type MailboxChange, mailRefusals, type NewMailbox } from '../../contract.ts';
import { findMailbox, type MailboxRow, saveMailbox } from './store.ts';

export interface Mailboxes {
  add(tx: Tx, workspaceId: string, channelId: string, wanted: Omit<NewMailbox, 'name'>): Promise<Mailbox>;
  change(tx: Tx, workspaceId: string, channelId: string, change: MailboxChange): Promise<Mailbox>;
  show(tx: Tx, workspaceId: string, channelId: string): Promise<Mailbox>;
}

export function createMailboxes(secrets: Secrets): Mailboxes {
  const seal = (plain: string | undefined, channelId: string) => (plain === undefined ? null : secrets.seal(plain, channelId));

  async function existing(tx: Tx, workspaceId: string, channelId: string): Promise<MailboxRow> {
    const row = await findMailbox(tx, workspaceId, channelId);
    if (row === undefined) throw new Refusal(channelRefusals.no_such_channel);
    return row;
  }
  async function save(tx: Tx, workspaceId: string, row: Parameters<typeof saveMailbox>[2]): Promise<Mailbox> {
    if (!(await saveMailbox(tx, workspaceId, row))) throw new Refusal(mailRefusals.mailbox_taken);
    return shown(await existing(tx, workspaceId, row.channelId));
  }

  return {
    add: (tx, workspaceId, channelId, { imapPassword, smtpPassword, dkimKey, ...settings }) =>
      save(tx, workspaceId, {
        ...settings,
        channelId,
        imapPassword: seal(imapPassword, channelId),
        smtpPassword: seal(smtpPassword, channelId),
        dkimKey: seal(dkimKey, channelId),
      }),
    async change(tx, workspaceId, channelId, { imapPassword, smtpPassword, dkimKey, ...change }) {
      const before = await existing(tx, workspaceId, channelId);
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      const after = { ...before, ...given };
      // A password belongs to the server it was given for: it is not sent to another one that somebody typed in since.
      const kept = <K extends 'imap' | 'smtp'>(which: K, sealed: string | null) =>
        after[which]?.host === before[which]?.host && after[which]?.user === before[which]?.user ? sealed : null;
      return save(tx, workspaceId, {
        ...after,
        imapPassword: seal(imapPassword, channelId) ?? kept('imap', before.imapPassword),
        smtpPassword: seal(smtpPassword, channelId) ?? kept('smtp', before.smtpPassword),
        dkimKey: seal(dkimKey, channelId) ?? (after.dkim === null ? null : before.dkimKey),
      });
    },
    show: async (tx, workspaceId, channelId) => shown(await existing(tx, workspaceId, channelId)),
  };
}

function shown(row: MailboxRow): Mailbox {
  const { imapPassword: _1, smtpPassword: _2, dkimKey: _3, uidValidity: _4, uid: _5, fetchedAt, ...rest } = row;
  return {
    ...rest,
    imap: rest.imap as Mailbox['imap'],
    smtp: rest.smtp as Mailbox['smtp'],
    fetchedAt: fetchedAt?.toISOString() ?? null,
  };
}
