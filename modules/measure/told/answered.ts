/** A dashboard with all its questions answered, one after the other: nobody is waiting with a hand on the mouse. */
import { Refusal } from '#platform/contract';
import { personalAsked } from '#platform/http';
import type { Log } from '#platform/log';
import { withhold } from '#platform/text';
import {
  type Asked,
  asked as askedSchema,
  asMeantAt,
  type Dashboard,
  type Sheet,
  spanBefore,
  toldRefusals,
} from '../contract.ts';
import { type AnsweringDeps, answerSheet } from '../saved/kinds.ts';
import type { FailedTile, ToldTile } from './rules/words.ts';

export type AnsweringBoards = AnsweringDeps & { log: Log };

interface Told {
  /** Beside each figure the one before it. */
  compared: boolean;
  /** Whoever reads it may know who customers are. Of a link that goes round, nobody can say so. */
  personal: boolean;
}

/** Values of properties may be anything that a source sent, addresses too. */
const withoutPersonal = (sheet: Sheet): Sheet => ({
  ...sheet,
  rows: sheet.rows.map((row) => row.map((cell) => (typeof cell === 'string' ? withhold(cell) : cell))),
});

export async function answerBoard(
  deps: AnsweringBoards,
  workspaceId: string,
  { tiles }: Dashboard,
  now: number,
  { compared, personal }: Told,
): Promise<(ToldTile | FailedTile)[]> {
  const told: (ToldTile | FailedTile)[] = [];
  for (const { view, title: own } of tiles) {
    const title = own || view.title;
    try {
      const asked = asMeantAt(now, view.asked, view.range);
      if (!personal && personalAsked(askedSchema, asked).length > 0) throw new Refusal(toldRefusals.personal_question);
      const answer = await answerSheet(deps, workspaceId, asked);
      const sheet = personal ? answer : withoutPersonal(answer);
      const before =
        compared && view.range !== null ? (await answerSheet(deps, workspaceId, justBefore(asked))).figure.value : undefined;
      told.push({ title, kind: asked.kind, timeZone: asked.question.timeZone, sheet, before });
    } catch (error) {
      // One question that has become too heavy takes nothing from the others.
      if (!(error instanceof Refusal)) throw error;
      deps.log.warn({ workspaceId, view: view.id, code: error.kind.code }, 'a kept question was refused');
      told.push({ title, problem: error.kind.title });
    }
  }
  return told;
}

/** The same question about the time before. */
function justBefore({ kind, question }: Asked): Asked {
  const { from, to } = spanBefore(
    { from: Date.parse(question.from), to: Date.parse(question.to) },
    'interval' in question ? question.interval : 'day',
    question.timeZone,
  );
  return { kind, question: { ...question, from: new Date(from).toISOString(), to: new Date(to).toISOString() } } as Asked;
}
