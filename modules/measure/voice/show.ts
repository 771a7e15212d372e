/** Records as people see them: with names, or without what is personal for whoever may not know who they are. */
import type { Principal } from '#platform/auth';
import { readerEdition, redact, withholdName } from '#platform/text';
import type { Feedback } from '../contract.ts';
import type { VoiceDeps } from './ground.ts';
import type { FeedbackRow } from './store/feedback.ts';
import { themesOf } from './store/voice.ts';

/** Looking for what is personal takes its time: a wall of digits must not hold up the others. */
const redactedAtMost = 5_000;

/** As a record says it that no language model read. */
const rulesName = `rules, edition ${readerEdition}`;

type Deps = Pick<VoiceDeps, 'db' | 'customers' | 'people'>;

const seesCustomers = ({ people }: Pick<VoiceDeps, 'people'>, { role }: Principal): boolean =>
  people.policy(role, 'personal.read');

/** A few words for lists that many see: never personal, whoever asks. */
export const sampleOf = ({ id, text, language }: Pick<FeedbackRow, 'id' | 'text' | 'language'>) => ({
  id,
  text: redact(text.slice(0, 600), language).text.slice(0, 300),
});

export async function shown(deps: Deps, principal: Principal, rows: readonly FeedbackRow[]): Promise<Feedback[]> {
  const { workspaceId } = principal;
  const open = seesCustomers(deps, principal);
  const faces = await deps.customers.describePeople(
    workspaceId,
    rows.map(({ senderNo }) => senderNo),
  );
  const themes = await deps.db.inWorkspace(workspaceId, (tx) => themesOf(tx, workspaceId), { readOnly: true });
  const names = new Map(themes.map(({ id, name }) => [id, name]));
  return rows.map((row) => {
    const face = faces.get(row.senderNo);
    const hidden = () => {
      const { text } = redact(row.text.slice(0, redactedAtMost), row.language);
      // Of whoever spoke the name is known, where it is one: those of others nothing can tell from words.
      return face?.kind === 'person' && face.name !== face.email ? withholdName(text, face.name) : text;
    };
    return {
      id: row.id,
      at: row.occurredAt.toISOString(),
      text: open ? row.text : hidden(),
      redacted: !open,
      kind: row.kind,
      kindBy: row.kindBy,
      sentiment: row.sentiment,
      sentimentUnknown: row.sentimentUnknown,
      readBy: row.readBy ?? rulesName,
      emotion: row.emotion,
      effort: row.effort,
      offensive: row.offensive,
      language: row.language,
      channel: row.channel,
      source: row.source,
      product: row.product,
      touchpoint: row.touchpoint,
      themes: row.themes.flatMap((id) => {
        const name = names.get(id);
        return name === undefined ? [] : [{ id, name }];
      }),
      corrected: Object.keys(row.corrected),
      moment: row.momentId,
      person: open && face ? { id: face.id, name: face.name } : null,
      owedAt: row.owedAt?.toISOString() ?? null,
      answeredAt: row.answeredAt?.toISOString() ?? null,
      settledWhy: row.settledWhy,
    };
  });
}
