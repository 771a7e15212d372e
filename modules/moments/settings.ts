/** How care is organised: queues and who answers for them, who takes part, macros and views. */
import { segmentRefusals } from '#customers/contract';
import type { Principal } from '#platform/auth';
import { Refusal, type z } from '#platform/contract';
import type { Tx } from '#platform/postgres';
import type { agent, Queue, Valuing } from './contract.ts';
import { refusals } from './contract.ts';
import { filled } from './conversations/rules/words.ts';
import { employeeOf, type Ground, orRefuse } from './ground.ts';
import type { Ownership } from './ownership/ownership.ts';
import * as agents from './store/agents.ts';
import { findMoment } from './store/moments.ts';
import { findValuing, keepValuing } from './store/routing.ts';
import * as store from './store/settings.ts';

type Organising = Ground & { ownership: Ownership };
type Agent = z.output<typeof agent>;

/** "That name is in use", as the table says it, as a refusal. */
async function refusingTaken<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === '23505') throw new Refusal(refusals.name_taken);
    throw error;
  }
}

async function queueOf({ people }: Ground, tx: Tx, row: agents.QueueRow): Promise<Queue> {
  const [accountable] = row.accountableId === null ? [] : await people.standings(tx, [row.accountableId]);
  return {
    id: row.id,
    name: row.name,
    standard: row.standard,
    accountable: accountable ? { id: accountable.employeeId, name: accountable.name } : null,
    teamId: row.teamId,
    returnMinutes: row.returnMinutes,
    waiting: Number(row.waiting),
    oldestSince: row.oldestSince?.toISOString() ?? null,
  };
}

export function listQueues(organising: Organising, workspaceId: string): Promise<Queue[]> {
  return organising.db.inWorkspace(workspaceId, async (tx) => {
    await organising.ownership.standardQueue(tx, workspaceId);
    const queues: Queue[] = [];
    for (const row of await agents.listQueues(tx, workspaceId)) queues.push(await queueOf(organising, tx, row));
    return queues;
  });
}

interface QueueFields {
  accountableId?: string | undefined;
  teamId?: string | null | undefined;
  returnMinutes?: number | undefined;
}

async function mustExist({ people }: Ground, tx: Tx, employeeId: string | undefined): Promise<void> {
  if (employeeId !== undefined && (await people.standings(tx, [employeeId])).length === 0)
    throw new Refusal(refusals.no_such_employee);
}

export function createQueue(organising: Organising, principal: Principal, asked: QueueFields & { name: string }): Promise<Queue> {
  const { db, people, audit } = organising;
  const { workspaceId } = principal;
  return db.inWorkspace(workspaceId, async (tx) => {
    await mustExist(organising, tx, asked.accountableId);
    const someone = principal.kind === 'employee' ? principal.id : (await people.responsible(tx))[0]?.id;
    const accountableId = asked.accountableId ?? someone ?? null;
    const { name, teamId = null, returnMinutes = 15 } = asked;
    const id = await refusingTaken(agents.insertQueue(tx, workspaceId, { name, accountableId, teamId, returnMinutes }));
    await audit.record(tx, principal, { action: 'moments.queue_created', subject: `queue:${id}`, details: { name } });
    return queueOf(organising, tx, orRefuse(await agents.findQueue(tx, workspaceId, id), refusals.no_such_queue));
  });
}

export function changeQueue(
  organising: Organising,
  principal: Principal,
  id: string,
  asked: QueueFields & { name?: string | undefined; standard?: true | undefined; archived?: true | undefined },
): Promise<Queue> {
  const { db, audit, ownership } = organising;
  const { workspaceId } = principal;
  return db.inWorkspace(workspaceId, async (tx) => {
    await ownership.lock(tx, workspaceId);
    const before = orRefuse(await agents.findQueue(tx, workspaceId, id), refusals.no_such_queue);
    await mustExist(organising, tx, asked.accountableId);
    const { standard, archived, ...change } = asked;
    await refusingTaken(agents.changeQueue(tx, workspaceId, id, change));
    if (standard) await agents.makeStandard(tx, workspaceId, id);
    const row = orRefuse(await agents.findQueue(tx, workspaceId, id), refusals.no_such_queue);
    if (archived) {
      if (before.standard || standard) throw new Refusal(refusals.standard_queue_stays);
      if (await agents.ownsAnything(tx, workspaceId, id)) throw new Refusal(refusals.queue_in_use);
      await agents.archiveQueue(tx, workspaceId, id);
    }
    await audit.record(tx, principal, { action: 'moments.queue_changed', subject: `queue:${id}`, details: { ...asked } });
    await ownership.fill(tx, workspaceId);
    return queueOf(organising, tx, row);
  });
}

const agentOf = ({ idleSince: _since, ...row }: agents.AgentRow): Agent => row;

/** Everybody employed: also those who never came online can be offered a moment. */
export async function listAgents({ db, people }: Organising, workspaceId: string): Promise<Agent[]> {
  return db.inWorkspace(
    workspaceId,
    async (tx) => {
      const known = new Map((await agents.listAgents(tx, workspaceId)).map((row) => [row.id, agentOf(row)]));
      const standings = await people.standings(tx);
      const all = standings.map(
        ({ employeeId, name, role }): Agent =>
          known.get(employeeId) ?? {
            id: employeeId,
            name,
            able: false,
            taking: false,
            routed: role === 'agent',
            capacity: 5,
            load: 0,
            skills: [],
            languages: [],
            senior: false,
          },
      );
      return all.sort((a, b) => a.name.localeCompare(b.name));
    },
    { readOnly: true },
  );
}

export function changeAgent(
  organising: Organising,
  principal: Principal,
  id: string,
  change: Parameters<typeof agents.changeAgent>[3],
): Promise<Agent> {
  const { db, people, audit, ownership } = organising;
  const { workspaceId } = principal;
  return db.inWorkspace(workspaceId, async (tx) => {
    const [standing] = await people.standings(tx, [id]);
    if (standing === undefined) throw new Refusal(refusals.no_such_employee);
    await ownership.standing(tx, workspaceId, standing);
    await agents.changeAgent(tx, workspaceId, id, change);
    await audit.record(tx, principal, { action: 'moments.agent_changed', subject: `employee:${id}`, details: { ...change } });
    await ownership.fill(tx, workspaceId);
    return agentOf(orRefuse(await agents.findAgent(tx, workspaceId, id), refusals.no_such_employee));
  });
}

const macroOf = ({ changedAt, ...row }: store.MacroRow) => ({ ...row, changedAt: changedAt.toISOString() });

export async function listMacros({ db }: Ground, workspaceId: string) {
  const rows = await db.inWorkspace(workspaceId, (tx) => store.listMacros(tx, workspaceId), { readOnly: true });
  return rows.map(macroOf);
}

/** A macro with this moment's names in it. */
export async function renderMacro(ground: Ground, principal: Principal, id: string, momentId: string) {
  const { workspaceId } = principal;
  const { macro, moment } = await ground.db.inWorkspace(
    workspaceId,
    async (tx) => ({
      macro: (await store.listMacros(tx, workspaceId)).find((each) => each.id === id),
      moment: await findMoment(tx, workspaceId, momentId),
    }),
    { readOnly: true },
  );
  const { no, title, senderNo } = orRefuse(moment, refusals.no_such_moment);
  const face = senderNo === null ? undefined : (await ground.customers.describePeople(workspaceId, [senderNo])).get(senderNo);
  return filled(orRefuse(macro, refusals.no_such_macro).text, {
    'customer.name': face?.name,
    'customer.first_name': face?.name.split(' ')[0],
    'customer.email': face?.email,
    'agent.name': principal.label,
    'agent.first_name': principal.label.split(' ')[0],
    'moment.no': no,
    'moment.title': title,
  });
}

export async function saveMacro({ db }: Ground, principal: Principal, asked: { name: string; text: string }) {
  const { workspaceId, label: by } = principal;
  return macroOf(await db.inWorkspace(workspaceId, (tx) => refusingTaken(store.insertMacro(tx, workspaceId, { ...asked, by }))));
}

/** Everybody answers with these words: who changed them is kept. */
export async function changeMacro(
  { db, audit }: Ground,
  principal: Principal,
  id: string,
  asked: { name?: string | undefined; text?: string | undefined },
) {
  const { workspaceId, label: by } = principal;
  const row = await db.inWorkspace(workspaceId, async (tx) => {
    const changed = await refusingTaken(store.changeMacro(tx, workspaceId, id, { ...asked, by }));
    const macro = orRefuse(changed, refusals.no_such_macro);
    await audit.record(tx, principal, { action: 'moments.macro_changed', subject: `macro:${id}`, details: { name: macro.name } });
    return macro;
  });
  return macroOf(row);
}

export async function deleteMacro({ db }: Ground, { workspaceId }: Principal, id: string): Promise<void> {
  const gone = await db.inWorkspace(workspaceId, (tx) => store.deleteMacro(tx, workspaceId, id));
  if (gone === 0) throw new Refusal(refusals.no_such_macro);
}

const viewOf = ({ id, name, employeeId, filter }: store.ViewRow) => ({ id, name, shared: employeeId === null, filter });
const meOf = (principal: Principal) => (principal.kind === 'employee' ? principal.id : undefined);

export async function listViews({ db }: Ground, principal: Principal) {
  const { workspaceId } = principal;
  const rows = await db.inWorkspace(workspaceId, (tx) => store.listViews(tx, workspaceId, meOf(principal)), { readOnly: true });
  return rows.map(viewOf);
}

export async function saveView(
  { db, customers }: Ground,
  principal: Principal,
  { name, shared, filter }: { name: string; shared: boolean; filter: { customer?: string | undefined } },
) {
  const { id } = employeeOf(principal);
  const { workspaceId } = principal;
  const view = { employeeId: shared ? null : id, name, filter };
  const kept = await db.inWorkspace(workspaceId, async (tx) => {
    // A view of somebody unknown would refuse whoever opens it later; whoever saves it hears it now.
    if (filter.customer !== undefined) await customers.find(tx, workspaceId, filter.customer);
    return store.insertView(tx, workspaceId, view);
  });
  return viewOf(kept);
}

export async function deleteView({ db }: Ground, principal: Principal, id: string): Promise<void> {
  const { workspaceId } = principal;
  const gone = await db.inWorkspace(workspaceId, (tx) => store.deleteView(tx, workspaceId, id, meOf(principal)));
  if (gone === 0) throw new Refusal(refusals.no_such_view);
}

export async function readRouting({ db }: Ground, workspaceId: string): Promise<{ value: Valuing | null }> {
  return { value: await db.inWorkspace(workspaceId, (tx) => findValuing(tx, workspaceId), { readOnly: true }) };
}

/** From now on; who owns what already keeps it. */
export async function setRouting({ db, customers, audit }: Ground, principal: Principal, value: Valuing | null) {
  const { workspaceId } = principal;
  await db.inWorkspace(workspaceId, async (tx) => {
    if (value?.by === 'segment')
      orRefuse(await customers.segmentName(tx, workspaceId, value.segment), segmentRefusals.no_such_segment);
    await keepValuing(tx, workspaceId, value);
    await audit.record(tx, principal, { action: 'moments.routing_set', subject: 'routing', details: { value } });
  });
  return { value };
}
