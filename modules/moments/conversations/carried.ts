/**
 * An answer to somebody who had left the chat went to them by mail: the desk sees where it went, and what they reply belongs to
 * the same moment.
 */
import type { CarriedOn } from '#listen';
import type { Tx } from '#platform/postgres';
import { type Ground, tellScreens } from '../ground.ts';
import type { Ownership } from '../ownership/ownership.ts';
import { appendEntry, findThread, keepThreads, noteCarried } from '../store/entries.ts';
import { holdMoment } from '../store/moments.ts';

export function hearCarried(ground: Ground, ownership: Pick<Ownership, 'lock'>) {
  return async (tx: Tx, workspaceId: string, { chatId, chatChannelId, lines, to, mail }: CarriedOn): Promise<void> => {
    await ownership.lock(tx, workspaceId);
    const chat = await findThread(tx, workspaceId, chatChannelId, [chatId]);
    const moment = chat && (await holdMoment(tx, workspaceId, chat.momentId));
    if (moment === undefined) return;
    const what = lines.length === 1 ? 'The answer' : `${lines.length} answers`;
    const author = { kind: 'system' as const, name: 'Verona' };
    const details = { event: 'carried', to, entries: lines };
    if ('refused' in mail) {
      const text = `They had left the chat. ${what} did not go to ${to} by e-mail: ${mail.refused}.`;
      await appendEntry(tx, workspaceId, moment.id, {
        id: ground.newId(),
        kind: 'event',
        author,
        text,
        details: { ...details, refused: mail.refused },
      });
    } else {
      const { id, channelId, thread } = mail;
      const text = `They had left the chat. ${what} went to ${to} by e-mail as well.`;
      await appendEntry(tx, workspaceId, moment.id, {
        ...{ id, kind: 'event', channelId, thread, author, text, details, state: 'queued' },
      });
      await keepThreads(tx, workspaceId, [thread], {
        ...{ channelId, momentId: moment.id, toType: 'email', toValue: to, toName: null, subject: null, answerable: true },
      });
      await noteCarried(tx, workspaceId, lines, { by: 'email', to, entry: id });
    }
    tellScreens(ground, tx, workspaceId, moment.id);
  };
}
