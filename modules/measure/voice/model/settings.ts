/** Where the model is, what it may cost, and how it went. */
import type { Principal } from '#platform/auth';
import { type BodyOf, Refusal } from '#platform/contract';
import type { Tx } from '#platform/postgres';
import { type ModelState, modelRefusals as refusals, type setVoiceModel } from '../../contract.ts';
import type { VoiceDeps } from '../ground.ts';
import { copySoon } from '../keep.ts';
import { dayAt } from '../rules/model.ts';
import { holdVoice } from '../store/voice.ts';
import { keyOwner } from './question.ts';
import { askAll, countWaiting, dayOf, findModel, saveModel } from './store.ts';

type Deps = Pick<VoiceDeps, 'db' | 'clock'>;

export const readModel = ({ db, clock }: Deps, workspaceId: string): Promise<ModelState> =>
  db.inWorkspace(workspaceId, (tx) => stateOf(tx, workspaceId, clock.now()), { readOnly: true });

async function stateOf(tx: Tx, workspaceId: string, now: number): Promise<ModelState> {
  const row = await findModel(tx, workspaceId);
  const { requests, tokens, cached, failed } = await dayOf(tx, workspaceId, dayAt(now));
  const rests = row?.restsUntil && row.restsUntil.getTime() > now ? row.restsUntil.toISOString() : null;
  return {
    settings: row?.settings ?? null,
    hasKey: row?.key != null,
    today: {
      asked: requests,
      ...{ cached, failed, tokens },
      requestsLeft: Math.max(0, (row?.settings.requestsADay ?? 0) - requests),
      tokensLeft: Math.max(0, (row?.settings.tokensADay ?? 0) - tokens),
    },
    waiting: row === undefined ? 0 : await countWaiting(tx, workspaceId),
    restsUntil: rests,
    lastTrouble: row?.lastTrouble ?? null,
  };
}

type SetDeps = Deps & Pick<VoiceDeps, 'audit' | 'outbound' | 'secrets' | 'lanes'>;

export async function setModel(
  deps: SetDeps,
  principal: Principal,
  { key, ...settings }: BodyOf<typeof setVoiceModel>,
): Promise<ModelState> {
  const { db, audit, secrets, clock } = deps;
  const { workspaceId } = principal;
  await demandReachable(deps, settings.address);
  return db.inWorkspace(workspaceId, async (tx) => {
    // Whoever keeps words holds voice too: what is said meanwhile waits for these settings.
    await holdVoice(tx, workspaceId);
    const before = await findModel(tx, workspaceId);
    // Whoever may change the address must not learn the key by it.
    const isElsewhere = before !== undefined && new URL(before.settings.address).origin !== new URL(settings.address).origin;
    if (key === undefined && isElsewhere && before.key !== null)
      throw new Refusal(refusals.model_key_again, { fields: [{ path: 'key', message: refusals.model_key_again.cure }] });
    const given = key == null ? null : secrets.seal(key, keyOwner(workspaceId));
    const sealed = key === undefined ? (before?.key ?? null) : given;
    await saveModel(tx, workspaceId, { settings, key: sealed }, principal.label);
    await askAll(tx, workspaceId, settings.on ? new Date(clock.now()) : null);
    if (settings.on) copySoon(deps, tx, workspaceId);
    await audit.record(tx, principal, {
      action: 'measure.language_model_set',
      subject: `workspace:${workspaceId}`,
      details: {
        before: before?.settings ?? null,
        settings,
        ...(key !== undefined && { key: key === null ? 'removed' : 'replaced' }),
      },
    });
    return stateOf(tx, workspaceId, clock.now());
  });
}

/** Said kindly while somebody is looking; what counts is the look at every connection. */
async function demandReachable({ outbound }: Pick<VoiceDeps, 'outbound'>, address: string): Promise<void> {
  try {
    await outbound.check(address);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const message = `${error.kind.title}: ${error.message}`;
    throw new Refusal(refusals.model_address_refused, { detail: message, fields: [{ path: 'address', message }] });
  }
}
