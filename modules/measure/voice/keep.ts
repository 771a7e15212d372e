/** Words become a record: read, sorted, put with those who wish for the same, kept once. */

import type { Tx } from '#platform/postgres';
import { type AskedReading, readerEdition, redact, wishWords } from '#platform/text';
import type { ModelSettings, VoiceSettings } from '../contract.ts';
import { copyChannel, type VoiceDeps } from './ground.ts';
import { findModel } from './model/store.ts';
import { type Corrected, type Enriched, enrich, isOwed } from './rules/enrich.ts';
import { isAsked } from './rules/model.ts';
import { standardSettings } from './rules/settings.ts';
import { sorterOf } from './rules/themes.ts';
import { sameWant } from './rules/wants.ts';
import { insertFeedback, isKnown, type NewFeedback } from './store/feedback.ts';
import { insertWant, knownWants, type WantRow } from './store/registers.ts';
import { holdVoice, nextEdition, themesOf } from './store/voice.ts';

const hourMs = 3_600_000;
const titleLength = 160;

export type Words = Pick<
  NewFeedback,
  'origin' | 'senderNo' | 'momentId' | 'occurredAt' | 'channel' | 'source' | 'product' | 'touchpoint' | 'text' | 'hint'
>;

/** How words are read in a workspace at this moment; holds voice, so that nobody changes it before the transaction ends. */
export interface ReadingRoom {
  settings: VoiceSettings;
  edition: string;
  sort: ReturnType<typeof sorterOf>;
  wants: WantRow[];
  /** Who is asked beside the rules; nobody when left out. */
  model?: ModelSettings | undefined;
}

export async function enterReadingRoom(tx: Tx, workspaceId: string): Promise<ReadingRoom> {
  let voice = await holdVoice(tx, workspaceId);
  if (Number(voice.reader) !== readerEdition) {
    await nextEdition(tx, workspaceId, readerEdition);
    voice = await holdVoice(tx, workspaceId);
  }
  const [themes, wants] = [await themesOf(tx, workspaceId), await knownWants(tx, workspaceId)];
  const model = (await findModel(tx, workspaceId))?.settings;
  return { settings: { ...standardSettings, ...voice.settings }, edition: voice.edition, sort: sorterOf(themes), wants, model };
}

/** Which want a wish belongs to; a new one when nobody wished for it before. */
async function wantFor(
  { newId }: Pick<VoiceDeps, 'newId'>,
  tx: Tx,
  workspaceId: string,
  room: ReadingRoom,
  { text, language }: { text: string; language: string | null },
): Promise<string | null> {
  const words = wishWords(text, language);
  if (words.length === 0) return null;
  const same = sameWant(words, room.wants);
  if (same) return same.id;
  // A title stands where everybody sees it.
  const title = redact(text, language).text.replace(/\s+/g, ' ').trim().slice(0, titleLength);
  const want = { id: newId(), title, words };
  await insertWant(tx, workspaceId, want);
  room.wants.unshift({ ...want, ownerId: null, state: 'open', decision: null, decidedBy: null });
  return want.id;
}

/** Keeps words once. Answers whether they were new. */
export async function keepWords(
  deps: Pick<VoiceDeps, 'newId' | 'clock'>,
  tx: Tx,
  workspaceId: string,
  room: ReadingRoom,
  words: Words,
): Promise<boolean> {
  if (await isKnown(tx, workspaceId, words.origin)) return false;
  const reading = enrich(words.text, words.hint, room.sort);
  const wantId =
    reading.kind === 'want' ? await wantFor(deps, tx, workspaceId, room, { text: words.text, language: reading.language }) : null;
  const owedAt = isOwed(reading.kind) ? new Date(words.occurredAt.getTime() + room.settings.answerHours * hourMs) : null;
  const askAt = room.model && isAsked(room.model, reading) ? new Date(deps.clock.now()) : null;
  return insertFeedback(tx, workspaceId, { ...words, id: deps.newId(), reading, wantId, edition: room.edition, owedAt, askAt });
}

/** The same words read again, with what a model said of them and people against it. */
export async function readAgain(
  deps: Pick<VoiceDeps, 'newId'>,
  tx: Tx,
  workspaceId: string,
  room: ReadingRoom,
  row: { text: string; hint: string | null; wantId: string | null; corrected: Corrected; modelSaid: AskedReading | null },
): Promise<{ reading: Enriched; wantId: string | null; edition: string; owed: boolean }> {
  const reading = enrich(row.text, row.hint, room.sort, row.corrected, row.modelSaid);
  const wanted = reading.kind === 'want';
  const wantId = wanted
    ? (row.wantId ?? (await wantFor(deps, tx, workspaceId, room, { text: row.text, language: reading.language })))
    : null;
  return { reading, wantId, edition: room.edition, owed: isOwed(reading.kind) };
}

/** After the commit the copy in ClickHouse follows. */
export function copySoon({ lanes, db }: Pick<VoiceDeps, 'lanes' | 'db'>, tx: Tx, workspaceId: string): void {
  tx.afterCommit(() => {
    lanes.wake(copyChannel, workspaceId);
    db.notify(copyChannel, workspaceId);
  });
}
