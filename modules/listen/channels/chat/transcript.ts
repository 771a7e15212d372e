/**
 * The transcript by mail: plain text, the chat's own lines and nothing else.
 *
 * The address is what the visitor typed in. So that nobody can use us to write to strangers, a transcript exists only once one
 * of us has answered, and each chat, each caller and each address gets few.
 */
import { Refusal, z } from '#platform/contract';
import type { Jobs } from '#platform/jobs';
import type { Mail } from '#platform/mail';
import type { Db } from '#platform/postgres';
import { channelRefusals as refusals } from '../../contract/channels.ts';
import type { Pace } from '../../pace.ts';
import { findChannel } from '../store.ts';
import type { Visiting } from './chat.ts';
import { transcriptText } from './rules/transcript-text.ts';
import * as store from './store.ts';

export interface Transcripts {
  /** Queues the mail; answers where it goes. Throws `chat_no_transcript`. */
  ask(who: Visiting): Promise<{ to: string }>;
}

const job = {
  name: 'listen.mail_transcript',
  payload: z.strictObject({ workspaceId: z.uuid(), chatId: z.uuid() }),
  attempts: 5,
};
/** A mail of a megabyte at most, whatever was said. */
const mostLines = 1_000;

export function createTranscripts({ db, jobs, mail, pace }: { db: Db; jobs: Jobs; mail: Mail; pace: Pace }): Transcripts {
  jobs.handle(job, async ({ payload: { workspaceId, chatId } }) => {
    const letter = await db.inWorkspace(
      workspaceId,
      async (tx) => {
        const chat = await store.findChat(tx, workspaceId, chatId);
        const channel = chat && (await findChannel(tx, workspaceId, chat.channelId));
        if (!channel || !chat?.email) return undefined;
        const lines = await store.lastLines(tx, workspaceId, chatId, mostLines);
        return { to: chat.email, subject: channel.name, text: transcriptText(lines) };
      },
      { readOnly: true },
    );
    if (letter) await mail.send(letter);
  });

  return {
    ask: (who) =>
      db.inWorkspace(who.workspaceId, async (tx) => {
        const chat = await store.findChat(tx, who.workspaceId, who.chatId);
        if (!chat?.email || !(await store.wasAnswered(tx, who.workspaceId, who.chatId)))
          throw new Refusal(refusals.chat_no_transcript);
        pace.take(`transcript:${chat.email.toLowerCase()}`, { burst: 3, perMinute: 0.1 });
        await jobs.add(tx, job, who);
        return { to: chat.email };
      }),
  };
}
