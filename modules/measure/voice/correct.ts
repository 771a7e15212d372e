/** A person says what it really is. */
import type { Principal } from '#platform/auth';
import { type BodyOf, Refusal } from '#platform/contract';
import { type correctVoice, type Feedback, refusals } from '../contract.ts';
import type { VoiceDeps } from './ground.ts';
import { copySoon, enterReadingRoom, readAgain } from './keep.ts';
import type { Corrected } from './rules/enrich.ts';
import { byHandOf } from './rules/themes.ts';
import { shown } from './show.ts';
import { feedbackByIds, holdFeedback, rereadFeedback } from './store/feedback.ts';
import { themesOf } from './store/voice.ts';

type Deps = Pick<VoiceDeps, 'db' | 'audit' | 'newId' | 'lanes' | 'customers' | 'people'>;

export async function correct(
  deps: Deps,
  principal: Principal,
  id: string,
  body: BodyOf<typeof correctVoice>,
): Promise<Feedback> {
  const { workspaceId } = principal;
  const rows = await deps.db.inWorkspace(workspaceId, async (tx) => {
    const room = await enterReadingRoom(tx, workspaceId);
    const row = await holdFeedback(tx, workspaceId, id);
    if (row === undefined) throw new Refusal(refusals.no_such_feedback);
    const corrected: Corrected = { ...row.corrected };
    if (body.kind !== undefined) corrected.kind = body.kind;
    if (body.sentiment !== undefined) corrected.sentiment = body.sentiment;
    if (body.themes !== undefined) {
      const known = new Set((await themesOf(tx, workspaceId)).map((theme) => theme.id));
      if (body.themes.some((theme) => !known.has(theme))) throw new Refusal(refusals.no_such_theme);
      corrected.themes = byHandOf(room.sort(row.text), body.themes);
    }
    const again = await readAgain(deps, tx, workspaceId, room, { ...row, corrected });
    await rereadFeedback(tx, workspaceId, id, { ...again, corrected });
    copySoon(deps, tx, workspaceId);
    await deps.audit.record(tx, principal, {
      action: 'measure.voice_corrected',
      subject: `feedback:${id}`,
      details: { before: { kind: row.kind, sentiment: row.sentiment, themes: row.themes }, after: body },
    });
    return feedbackByIds(tx, workspaceId, [id]);
  });
  const [answer] = await shown(deps, principal, rows);
  if (answer === undefined) throw new Refusal(refusals.no_such_feedback);
  return answer;
}
