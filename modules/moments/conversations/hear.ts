/**
 * A message becomes a moment, in the transaction that keeps it: it goes to the moment its conversation belongs to, or to
 * another open one of the same customer, or opens one; and somebody owns it when its sender is answered.
 */
import type { HeardMessage } from '#listen';
import { z } from '#platform/contract';
import type { Tx } from '#platform/postgres';
import type { Reason } from '../contract.ts';
import { customerWrote, momentReopened } from '../events.ts';
import { type Ground, isOpen, tellScreens } from '../ground.ts';
import type { Ownership } from '../ownership/ownership.ts';
import { appendEntry, findThread, keepThreads } from '../store/entries.ts';
import { findMoment, holdMoment, linkMoments, type MomentRow, openOf, touchMoment } from '../store/moments.ts';
import { namesOf, previewOf, titleOf } from './rules/words.ts';

/** A settled moment goes on for so long; what comes later is another matter, linked to it. */
const goesOnForMs = 7 * 86_400_000;
/** Words of a known customer on another channel belong to what is open, when it moved this lately. */
const sameMatterForMs = 3 * 86_400_000;

/** How long before they asked us a reading counts as one that did not help. */
const lookBackHours = 24;
const reached = z.object({ ip: z.string(), userAgent: z.string() });

/** Whoever wrote it, nobody's moment: it is kept aside with this reason, and can be taken in by hand. */
class NobodysMoment extends Error {}

export function hearMessages(ground: Ground, ownership: Ownership) {
  const { events, clock, customers } = ground;

  function keysOf(reach: unknown, workspaceId: string): string[] {
    const known = reached.safeParse(reach);
    return known.success ? ground.knowledge.visitors.keysOf(workspaceId, known.data, clock.now(), lookBackHours) : [];
  }

  /** Where merged moments lead now. */
  async function followed(tx: Tx, workspaceId: string, id: string): Promise<MomentRow | undefined> {
    let moment = await findMoment(tx, workspaceId, id);
    for (let hops = 0; moment?.mergedInto && hops < 10; hops += 1) moment = await findMoment(tx, workspaceId, moment.mergedInto);
    return moment && holdMoment(tx, workspaceId, moment.id);
  }

  async function openElsewhere(tx: Tx, workspaceId: string, message: HeardMessage): Promise<MomentRow | undefined> {
    // Only whom the channel vouches for: a claimed address must not lead into somebody else's matter (case C03).
    if (!message.senderVerified) return undefined;
    const together = await customers.sendersTogether(tx, workspaceId, message.senderNo);
    const [latest] = await openOf(tx, workspaceId, together, 1);
    if (latest === undefined || clock.now() - latest.updatedAt.getTime() > sameMatterForMs) return undefined;
    return holdMoment(tx, workspaceId, latest.id);
  }

  async function opened(tx: Tx, workspaceId: string, message: HeardMessage, before: MomentRow | undefined): Promise<MomentRow> {
    const who = message.senderName ?? message.sender.value;
    const sentence =
      message.channelKind === 'web_chat'
        ? `${who} began a chat.`
        : `${who} wrote${message.subject ? `: ${message.subject}` : '.'}`;
    const openedBy: Reason = { rule: 'message', sentence, channel: message.channelKind, message: message.id };
    const id = await ownership.open(tx, workspaceId, {
      kind: 'conversation',
      title: titleOf(message),
      senderNo: message.senderNo,
      channelId: message.channelId,
      channelKind: message.channelKind,
      ...(message.language && { language: message.language.slice(0, 2).toLowerCase() }),
      openedBy,
      by: 'Routing',
    });
    if (before) await linkMoments(tx, workspaceId, id, before.id, 'the same conversation, earlier', 'Verona');
    const moment = await holdMoment(tx, workspaceId, id);
    if (moment === undefined) throw new Error('a moment was opened and not found');
    return moment;
  }

  return async (tx: Tx, workspaceId: string, message: HeardMessage): Promise<void> => {
    await ownership.lock(tx, workspaceId);
    const names = namesOf(message);
    const thread = await findThread(tx, workspaceId, message.channelId, names);
    let moment = thread && (await followed(tx, workspaceId, thread.momentId));
    // It is on the timeline and in reports; only what goes on a conversation of ours comes to the desk.
    if (moment === undefined && message.onlyRecorded) return;
    const human = message.nature === 'human';
    if (moment === undefined && !human)
      throw new NobodysMoment(`it is ${message.nature.replace('_', ' ')}, and answers nothing we said`);
    moment ??= await openElsewhere(tx, workspaceId, message);
    let reopening = false;
    if (moment && !isOpen(moment) && human) {
      reopening = clock.now() - (moment.resolvedAt?.getTime() ?? 0) <= goesOnForMs;
      if (!reopening) moment = await opened(tx, workspaceId, message, moment);
    }
    moment ??= await opened(tx, workspaceId, message, undefined);

    // From where a visitor reaches us is for recognising what they read before, today; it is not kept.
    const { reach, ...details } = message.details;
    if (human) {
      const keys = [`${message.sender.type}:${message.sender.value}`, ...keysOf(reach, workspaceId)];
      await ground.knowledge.contactAfter(tx, workspaceId, { keys, at: new Date(clock.now()) });
    }
    const name = message.senderName ?? message.sender.value;
    const entry = await appendEntry(tx, workspaceId, moment.id, {
      id: message.id,
      kind: 'in',
      at: message.occurredAt,
      channelId: message.channelId,
      thread: names[0],
      author: { kind: 'customer', name: message.sender.type === 'anonymous_id' ? (message.senderName ?? 'Visitor') : name },
      subject: message.subject,
      text: message.text,
      quoted: message.quoted,
      html: message.html,
      files: message.attachments,
      nature: message.nature,
      suspicious: message.suspicious,
      details: {
        ...details,
        ...(message.handle !== undefined && { handle: message.handle }),
        ...(message.link !== undefined && { link: message.link }),
        ...(message.rating && { rating: message.rating }),
        ...(message.isPublic && { public: true }),
        sender: message.sender,
        verified: message.senderVerified,
      },
    });
    await keepThreads(tx, workspaceId, names, {
      channelId: message.channelId,
      momentId: moment.id,
      toType: message.sender.type,
      toValue: message.sender.value,
      toName: message.senderName ?? null,
      subject: message.subject ?? null,
      answerable: message.suspicious === undefined && human && message.answerable !== false,
    });
    if (reopening) {
      await ownership.reopen(tx, workspaceId, moment, { rule: 'reopened', said: 'the customer wrote again' }, 'Verona');
      const { id, kind } = moment;
      await events.tell(tx, workspaceId, momentReopened, { id, no: Number(moment.no), kind, why: 'customer_wrote' });
    }
    if (human) {
      await touchMoment(tx, workspaceId, moment.id, {
        state: 'open',
        waitingSince: 'now',
        snoozedUntil: null,
        preview: previewOf(message.text, message.attachments.length),
        customerAt: true,
        senderNo: message.senderNo,
        channelId: message.channelId,
        channelKind: message.channelKind,
      });
      const { id, kind } = moment;
      await ground.clocks.happened(tx, workspaceId, id, [{ what: 'customer_spoke' }]);
      await events.tell(tx, workspaceId, customerWrote, { id, no: Number(moment.no), kind, entry: entry.id });
    }
    tellScreens(ground, tx, workspaceId, moment.id);
  };
}
