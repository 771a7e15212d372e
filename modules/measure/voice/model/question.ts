/** One question: within the budget or not at all, and what it cost counted whatever came of it. */
import { askModel, type ModelAt, ModelTrouble, tokensAtMost } from '#platform/language-model';
import { type AskedReading, readingQuestion } from '#platform/text';
import type { VoiceDeps } from '../ground.ts';
import { dayAt, readerOf } from '../rules/model.ts';
import { type ModelRow, reserve, settle } from './store.ts';

export type QuestionDeps = Pick<VoiceDeps, 'db' | 'outbound' | 'secrets' | 'clock'>;

/** A person reads slower; a model that needs longer for a sentence is of no use here. */
export const timeoutMs = 20_000;

export type Came =
  | { said: AskedReading; readBy: string; tokens: number | null; ms: number; trouble?: undefined }
  | { said?: undefined; trouble: ModelTrouble | 'over_budget' };

/** A sealed key opens in its own workspace only. */
export const keyOwner = (workspaceId: string): string => `measure.language_model ${workspaceId}`;

export function modelAt({ secrets }: Pick<QuestionDeps, 'secrets'>, workspaceId: string, { settings, key }: ModelRow): ModelAt {
  const { address, model, format } = settings;
  return { address, model, format, key: key === null ? null : secrets.open(key, keyOwner(workspaceId)) };
}

/** `sent`: as `sentOf` gave it. Throws only when `signal` breaks it off, or the database fails. */
export async function put(
  deps: QuestionDeps,
  workspaceId: string,
  at: ModelAt,
  sent: string,
  signal?: AbortSignal,
): Promise<Came> {
  const { db, outbound, clock } = deps;
  const question = readingQuestion(sent);
  const reserved = tokensAtMost(question);
  const began = clock.now();
  const day = dayAt(began);
  const fits = await db.inWorkspace(workspaceId, (tx) => reserve(tx, workspaceId, day, reserved));
  if (!fits) return { trouble: 'over_budget' };
  const came = await asked();
  const cost = (came.trouble ? came.trouble.tokens : came.tokens) ?? reserved;
  await db.inWorkspace(workspaceId, (tx) => settle(tx, workspaceId, day, { reserved, cost, failed: came.said === undefined }));
  return came;

  async function asked(): Promise<
    Exclude<Came, { trouble: 'over_budget' | ModelTrouble }> | { said?: undefined; trouble: ModelTrouble }
  > {
    try {
      const { answer, tokens, model } = await askModel(outbound, at, question, { timeoutMs, ...(signal && { signal }) });
      return { said: answer, readBy: readerOf(model), tokens, ms: clock.now() - began };
    } catch (error) {
      if (error instanceof ModelTrouble) return { trouble: error };
      throw error;
    }
  }
}
