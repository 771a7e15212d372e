/** What a watch saw, and that nobody answered, by mail: whoever is away from the desk still hears of it. */
import type { z } from '#platform/contract';
import { withhold } from '#platform/text';
import { aboutOf } from './figures.ts';
import type { WatchDeps } from './ground.ts';
import type { letterPayload } from './lookout.ts';
import { headOf, sentenceOf } from './rules/words.ts';
import * as store from './store.ts';

type Deps = Pick<WatchDeps, 'db' | 'people' | 'mail' | 'baseUrl'>;

/** Repeatable: claimed in the transaction that hands it over. */
export async function sendLetter(deps: Deps, { workspaceId, findingId, why }: z.infer<typeof letterPayload>): Promise<void> {
  const { db, people, mail, baseUrl } = deps;
  const read = await db.inWorkspace(
    workspaceId,
    async (tx) => {
      const finding = await store.findFinding(tx, workspaceId, findingId);
      const watch = finding && (await store.findWatch(tx, workspaceId, finding.watchId));
      return watch && { finding, watch };
    },
    { readOnly: true },
  );
  // Said what it was meanwhile: nobody needs a letter.
  if (!read?.finding || read.finding.verdict !== null) return;
  const { finding, watch } = read;
  const to = await people.employee(workspaceId, why === 'missed' ? (finding.escalatedTo ?? finding.ownerId) : finding.ownerId);
  if (to?.status !== 'active') return;
  const { fromAt, seen, expected, low, high, side } = finding;
  const bucket = { at: fromAt.getTime(), seen, expected, low, high, side };
  const sentence = sentenceOf({ ...watch, about: aboutOf(watch.about) } as typeof watch, bucket, finding.explained);
  // What moved is a property's value, and may be anything that a source sent.
  const said = people.policy(to.role, 'personal.read') ? sentence : withhold(sentence);
  const owner = why === 'missed' ? await people.employee(workspaceId, finding.ownerId) : undefined;
  const text = [
    ...(owner ? [`Nobody has said what this was. It belongs to ${owner.name}.`, ''] : []),
    said,
    ...(watch.todo ? ['', watch.todo] : []),
    '',
    `Say what it was, by ${finding.dueAt.toISOString().slice(0, 16).replace('T', ' ')} UTC: ${baseUrl}/watches/${watch.id}`,
    '',
  ].join('\n');
  const subject = `${why === 'missed' ? 'Unanswered: ' : ''}${headOf(watch.title, side)}`.replace(/\s+/g, ' ');
  await db.inWorkspace(workspaceId, async (tx) => {
    if (await store.claimLetter(tx, workspaceId, findingId, why)) await mail.send({ to: to.email, subject, text });
  });
}
