/** HTTP: contract in, use case, contract out. */
import type { Principal } from '#platform/auth';
import { type BodyOf, Refusal } from '#platform/contract';
import type { Bind } from '#platform/http';
import { decide, give, ledger, limits, setLimit } from './authority/goodwill.ts';
import * as contract from './contract.ts';
import { type Bringing, bringFile } from './conversations/files.ts';
import { attend } from './conversations/live.ts';
import { answer, keepDraft, type Speaking, takeNote, undo } from './conversations/speak.ts';
import { employeeOf } from './ground.ts';
import * as inbox from './inbox.ts';
import { openByHand } from './open-by-hand.ts';
import * as acts from './ownership/acts.ts';
import { auditOwnership } from './ownership/watch.ts';
import { listPromised, promiseTo, settlePromised } from './promises.ts';
import * as settings from './settings.ts';

export function bindRoutes(bind: Bind, room: Room): void {
  const shown = async (principal: Principal, id: string, act: Promise<unknown>) => {
    await act;
    return inbox.read(room, principal, id);
  };
  bindReading(bind, room);
  bindSpeaking(bind, room, shown);
  bindOwning(bind, room, shown);
  bindSettings(bind, room);
  bindAuthority(bind, room);
}

type Room = acts.Acting & Speaking & Bringing;
type Shown = (principal: Principal, id: string, act: Promise<unknown>) => ReturnType<typeof inbox.read>;

function bindReading(bind: Bind, room: Room): void {
  bind(contract.listMoments, ({ principal, query }) => inbox.list(room, principal, query));
  bind(contract.countMoments, ({ principal }) => inbox.counts(room, principal));
  bind(contract.getMoment, ({ principal, params: { id } }) => inbox.readWhole(room, principal, id));
  bind(contract.listEntries, ({ workspaceId, params: { id }, query: { after, limit } }) =>
    inbox.conversation(room, workspaceId, id, after, limit),
  );
  bind(contract.readBand, ({ workspaceId, params: { id } }) => inbox.band(room, workspaceId, id));
  bind(contract.auditReport, ({ workspaceId }) => auditOwnership(room, workspaceId));
}

function bindSpeaking(bind: Bind, room: Room, shown: Shown): void {
  bind(contract.reply, async ({ principal, params: { id }, body }) => {
    const entry = await answer(room, principal, id, body);
    return { entry: await inbox.oneEntry(room, principal.workspaceId, entry), moment: await inbox.read(room, principal, id) };
  });
  bind(contract.bringFile, ({ principal, params: { id }, query: { name }, upload }) => {
    if (!upload) throw new Error('an upload route came without its body');
    return bringFile(room, principal, id, name, upload);
  });
  bind(contract.undoReply, async ({ principal, params: { id, entryId } }) => {
    await undo(room, principal, id, entryId);
    return inbox.oneEntry(room, principal.workspaceId, entryId);
  });
  bind(contract.note, async ({ principal, params: { id }, body }) =>
    inbox.oneEntry(room, principal.workspaceId, await takeNote(room, principal, id, body)),
  );
  bind(contract.saveDraft, ({ principal, params: { id }, body }) => keepDraft(room, principal, id, body));
  bind(contract.attend, ({ principal, params: { id }, body }) => attend(room, principal, id, body));
  bind(contract.changeMoment, ({ principal, params: { id }, body }) =>
    shown(principal, id, acts.change(room, principal, id, body)),
  );
}

function bindOwning(bind: Bind, room: Room, shown: Shown): void {
  bind(contract.openMoment, async ({ principal, body }) => inbox.read(room, principal, await openByHand(room, principal, body)));
  bind(contract.offerMoment, ({ principal, params: { id }, body }) =>
    shown(principal, id, acts.offer(room, principal, id, body)),
  );
  bind(contract.acceptOffer, ({ principal, params: { id, offerId } }) =>
    shown(principal, id, acts.accept(room, principal, id, offerId)),
  );
  bind(contract.declineOffer, ({ principal, params: { id, offerId }, body }) =>
    shown(principal, id, acts.decline(room, principal, id, offerId, body.reason)),
  );
  bind(contract.takeMoment, ({ principal, params: { id }, body }) => shown(principal, id, acts.take(room, principal, id, body)));
  bind(contract.releaseMoment, ({ principal, params: { id }, body }) =>
    shown(principal, id, acts.release(room, principal, id, body)),
  );
  bind(contract.waitFor, ({ principal, params: { id }, body }) => shown(principal, id, acts.waitFor(room, principal, id, body)));
  bind(contract.snooze, ({ principal, params: { id }, body }) => shown(principal, id, acts.snooze(room, principal, id, body)));
  bind(contract.resolveMoment, ({ principal, params: { id }, body }) =>
    shown(principal, id, acts.resolve(room, principal, id, body)),
  );
  bind(contract.reopenMoment, ({ principal, params: { id }, body }) =>
    shown(principal, id, acts.reopen(room, principal, id, body.reason)),
  );
  bind(contract.checkMoment, ({ principal, params: { id }, body }) =>
    shown(principal, id, acts.check(room, principal, id, body)),
  );
  bind(contract.mergeMoments, ({ principal, params: { id }, body }) =>
    shown(principal, body.into, acts.merge(room, principal, id, body)),
  );
  bind(contract.splitMoment, async ({ principal, params: { id }, body }) =>
    inbox.read(room, principal, await acts.split(room, principal, id, body)),
  );
  bind(contract.linkMoments, ({ principal, params: { id }, body }) => acts.link(room, principal, id, body));
  bind(contract.bulk, async ({ principal, body: { moments, act } }) => {
    employeeOf(principal);
    const items: { id: string; done: boolean; why: string | null }[] = [];
    for (const { id, epoch } of moments) {
      try {
        await one(room, principal, id, epoch, act);
        items.push({ id, done: true, why: null });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        items.push({ id, done: false, why: error.message });
      }
    }
    return { items };
  });
}

type BulkAct = BodyOf<typeof contract.bulk>['act'];

function one(room: Room, principal: Principal, id: string, epoch: number, act: BulkAct): Promise<void> {
  switch (act.kind) {
    case 'take':
      return acts.take(room, principal, id, { epoch, reason: act.reason });
    case 'release':
      return acts.release(room, principal, id, { epoch, queue: act.queue, reason: act.reason });
    case 'resolve':
      return acts.resolve(room, principal, id, { epoch, outcome: act.outcome, note: '' });
    case 'snooze':
      return acts.snooze(room, principal, id, { epoch, until: act.until });
    case 'label':
      return acts.label(room, principal, id, act.add);
  }
}

function bindSettings(bind: Bind, room: Room): void {
  bind(contract.listQueues, async ({ workspaceId }) => ({ items: await settings.listQueues(room, workspaceId) }));
  bind(contract.createQueue, ({ principal, body }) => settings.createQueue(room, principal, body));
  bind(contract.changeQueue, ({ principal, params: { id }, body }) => settings.changeQueue(room, principal, id, body));
  bind(contract.listAgents, async ({ workspaceId }) => ({ items: await settings.listAgents(room, workspaceId) }));
  bind(contract.changeAgent, ({ principal, params: { id }, body }) => settings.changeAgent(room, principal, id, body));
  bind(contract.readRouting, ({ workspaceId }) => settings.readRouting(room, workspaceId));
  bind(contract.setRouting, ({ principal, body }) => settings.setRouting(room, principal, body.value));
  bind(contract.listMacros, async ({ workspaceId }) => ({ items: await settings.listMacros(room, workspaceId) }));
  bind(contract.saveMacro, ({ principal, body }) => settings.saveMacro(room, principal, body));
  bind(contract.changeMacro, ({ principal, params: { id }, body }) => settings.changeMacro(room, principal, id, body));
  bind(contract.deleteMacro, ({ principal, params: { id } }) => settings.deleteMacro(room, principal, id));
  bind(contract.renderMacro, ({ principal, params: { id }, body }) => settings.renderMacro(room, principal, id, body.moment));
  bind(contract.listViews, async ({ principal }) => ({ items: await settings.listViews(room, principal) }));
  bind(contract.saveView, ({ principal, body }) => settings.saveView(room, principal, body));
  bind(contract.deleteView, ({ principal, params: { id } }) => settings.deleteView(room, principal, id));
}

function bindAuthority(bind: Bind, room: Room): void {
  bind(contract.giveGoodwill, ({ principal, params: { id }, body }) => give(room, principal, id, body));
  bind(contract.settleGoodwill, ({ principal, params: { id }, body }) => decide(room, principal, id, body));
  bind(contract.listGoodwill, async ({ workspaceId, query }) => ({ items: await ledger(room, workspaceId, query) }));
  bind(contract.listLimits, async ({ workspaceId }) => ({ items: await limits(room, workspaceId) }));
  bind(contract.makePromise, ({ principal, params: { id }, body }) => promiseTo(room, principal, id, body));
  bind(contract.listPromises, async ({ workspaceId, query }) => ({ items: await listPromised(room, workspaceId, query) }));
  bind(contract.settlePromise, ({ principal, params: { id }, body }) => settlePromised(room, principal, id, body));
  bind(contract.setLimit, ({ principal, body }) => setLimit(room, principal, body));
}
