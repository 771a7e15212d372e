/** Tells what people said and asked after a step: those who went no further beside those who went on. */
import type { Principal } from '#platform/auth';
import type { BodyOf, ReplyOf } from '#platform/contract';
import type { funnelSaid, HeardFrom } from '../contract.ts';
import type { VoiceDeps } from '../voice/ground.ts';
import { shown } from '../voice/show.ts';
import { feedbackByIds } from '../voice/store/feedback.ts';
import { themesOf } from '../voice/store/voice.ts';
import { type SaidRow, saidRows, wordIds } from './analytics/said.ts';
import { funnelContext } from './funnel.ts';
import { millisOf } from './rules/steps-sql.ts';
import type { BehaviourDeps } from './steps.ts';

const shownWords = 20;

export type SaidDeps = BehaviourDeps & Pick<VoiceDeps, 'db' | 'customers' | 'people'>;

export async function saidAfter(
  deps: SaidDeps,
  principal: Principal,
  { question, step, within }: BodyOf<typeof funnelSaid>,
): Promise<ReplyOf<typeof funnelSaid>> {
  const { clickhouse, db, clock } = deps;
  const { workspaceId } = principal;
  const asOf = new Date(clock.now()).toISOString();
  const context = await funnelContext(deps, workspaceId, question, step);
  const after = { step, withinMs: millisOf(within) };
  const [rows, ids] = await Promise.all([
    saidRows(clickhouse, question, context, after),
    wordIds(clickhouse, question, context, after, shownWords),
  ]);
  const { names, said } = await db.inWorkspace(
    workspaceId,
    async (tx) => ({
      names: new Map((await themesOf(tx, workspaceId)).map(({ id, name }) => [id, name])),
      said: await feedbackByIds(tx, workspaceId, ids),
    }),
    { readOnly: true },
  );
  said.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
  return {
    stopped: heardFrom(
      rows.filter(({ went }) => !went),
      names,
    ),
    wentOn: heardFrom(
      rows.filter(({ went }) => went),
      names,
    ),
    words: await shown(deps, principal, said),
    asOf,
  };
}

/** A theme that was merged away is in the copy until its records are read again: it has no name any more, and is left out. */
function heardFrom(rows: readonly SaidRow[], names: ReadonlyMap<string, string>): HeardFrom {
  const of = (dimension: SaidRow['dimension']) =>
    rows.flatMap((row) => (row.dimension === dimension ? [{ value: row.value, records: row.records, people: row.people }] : []));
  const conversations = of('conversation');
  return {
    people: of('people')[0]?.people ?? 0,
    spoke: of('said')[0]?.people ?? 0,
    records: of('said')[0]?.records ?? 0,
    kinds: of('kind'),
    moods: of('mood'),
    themes: of('theme').flatMap((row) => {
      const name = names.get(row.value);
      return name === undefined ? [] : [{ ...row, name }];
    }),
    conversations: {
      people: of('conversing')[0]?.people ?? 0,
      began: of('conversing')[0]?.records ?? 0,
      open: conversations.find(({ value }) => value === 'open')?.records ?? 0,
    },
    searches: of('search'),
  };
}
