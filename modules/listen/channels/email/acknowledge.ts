/** "We have your mail": once a day an address, to people only, in words of ours only (cases C05, C06, C07). */
import { z } from '#platform/contract';
import type { JobKind, Jobs } from '#platform/jobs';
import type { Db, Tx } from '#platform/postgres';
import type { Nature } from '../inbound.ts';
import type { Courier } from './carry.ts';
import { plainAddress } from './rules/addresses.ts';
import { loopHeader, mayNotAcknowledge } from './rules/outgoing.ts';
import type { Verdict } from './rules/verdict.ts';
import { automaticTo, findMailbox, holdThread, insertSent, type MailboxRow, sentById } from './store.ts';

const payload = z.strictObject({ workspaceId: z.uuid(), id: z.uuid() });
const job: JobKind<typeof payload> = { name: 'listen.acknowledge_mail', payload, attempts: 5 };

/** Decides and writes it down in the transaction that hears the mail; it goes out exactly when that commits. */
export async function acknowledgeIfDue(
  { jobs, newMessageId }: { jobs: Jobs; newMessageId: Courier['newMessageId'] },
  tx: Tx,
  workspaceId: string,
  mailbox: MailboxRow,
  mail: { mailId: string; to: string; nature: Nature; verdict: Verdict; own: boolean; isFirst: boolean },
): Promise<void> {
  if (!mailbox.acknowledge || mailbox.acknowledgement.trim() === '' || !mail.isFirst) return;
  const to = plainAddress(mail.to);
  if (to === undefined) return;
  const lately = await automaticTo(tx, workspaceId, mailbox.channelId, to, mail.mailId);
  const { nature, verdict, own: ownAddress } = mail;
  const why = mayNotAcknowledge({
    nature,
    verdict,
    ownAddress,
    acknowledgedLately: lately.acknowledged,
    automaticLastHour: lately.lastHour,
  });
  if (why !== undefined) return;
  const thread = await holdThread(tx, workspaceId, mailbox.channelId, `mail:${mail.mailId}`);
  await insertSent(tx, workspaceId, {
    id: mail.mailId,
    channelId: mailbox.channelId,
    threadId: thread.id,
    messageId: newMessageId(workspaceId, mailbox, thread.id),
    recipient: to,
    automatic: true,
    acknowledgement: true,
  });
  await jobs.add(tx, job, { workspaceId, id: mail.mailId }, { key: `acknowledge:${mail.mailId}` });
}

export function sendAcknowledgements({ db, jobs, courier, now }: { db: Db; jobs: Jobs; courier: Courier; now(): number }): void {
  jobs.handle(job, async ({ payload: { workspaceId, id } }) => {
    const found = await db.inWorkspace(workspaceId, async (tx) => {
      const sent = await sentById(tx, workspaceId, id);
      const mailbox = sent && (await findMailbox(tx, workspaceId, sent.channelId));
      return sent && mailbox ? { sent, mailbox } : undefined;
    });
    if (found === undefined) return;
    const { sent, mailbox } = found;
    // No id and no subject of theirs: nothing in it is the customer's word.
    await courier.send(
      mailbox,
      {
        from: { name: mailbox.displayName, address: mailbox.address },
        to: { name: '', address: sent.recipient },
        replyTo: courier.replyAddress(workspaceId, mailbox, sent.threadId),
        messageId: sent.messageId,
        subject: mailbox.displayName,
        text: mailbox.acknowledgement,
        headers: { [loopHeader]: mailbox.address, 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' },
        attachments: [],
        date: new Date(now()),
      },
      id,
    );
  });
}
