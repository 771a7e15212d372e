/** One sentence, read by the rules and by the model side by side. */
import { Refusal, type ReplyOf } from '#platform/contract';
import { readText, sentOf } from '#platform/text';
import { modelRefusals as refusals, type TriedReading, type tryVoiceModel } from '../../contract.ts';
import { modelAt, put, type QuestionDeps } from './question.ts';
import { findModel } from './store.ts';

const shown = ({ language, kind, sentiment, emotion, effort, offensive }: TriedReading): TriedReading => ({
  ...{ language, kind, sentiment, emotion, effort, offensive },
});

/** Always asked anew and not kept: whoever tries wants to see what it says now. */
export async function tryModel(deps: QuestionDeps, workspaceId: string, text: string): Promise<ReplyOf<typeof tryVoiceModel>> {
  const row = await deps.db.inWorkspace(workspaceId, (tx) => findModel(tx, workspaceId), { readOnly: true });
  if (row === undefined) throw new Refusal(refusals.no_model);
  const rules = readText(text);
  const sent = sentOf(text, rules.language);
  const came = await put(deps, workspaceId, modelAt(deps, workspaceId, row), sent);
  const answer = { sent, rules: shown(rules) };
  if (came.said !== undefined) {
    const { readBy, tokens, ms } = came;
    return { ...answer, model: { ...shown(came.said), readBy, tokens, ms }, trouble: null };
  }
  const { trouble } = came;
  const why = trouble === 'over_budget' ? { code: trouble, detail: '' } : { code: trouble.code, detail: trouble.detail };
  return { ...answer, model: null, trouble: why };
}
