/** The workspace's rules of evidence. A change works out who is whom anew, from all evidence ever seen. */
import type { Principal } from '#platform/auth';
import { Refusal, z } from '#platform/contract';
import type { Jobs } from '#platform/jobs';
import { type IdentitySettings, refusals } from '../contract.ts';
import { settleAndTell } from './apply.ts';
import type { IdentityDeps } from './merge.ts';
import { unreadablePattern } from './rules/blocked.ts';
import { lockIdentity, readSettings, walk, writeSettings } from './store/identifiers.ts';

const workOutAnew = {
  name: 'customers.work_out_anew',
  payload: z.object({ workspaceId: z.uuid(), after: z.string() }),
  priority: 10,
};
/** Identifiers a transaction: short enough that intake's lane waits no longer than a breath. */
const stretch = 500;

export interface SettingsUseCases {
  read(workspaceId: string): Promise<IdentitySettings>;
  write(principal: Principal, settings: IdentitySettings): Promise<IdentitySettings>;
}

export function createSettings(deps: IdentityDeps & { jobs: Jobs }): SettingsUseCases {
  const { db, jobs, audit } = deps;
  jobs.handle(workOutAnew, ({ payload: { workspaceId, after } }) =>
    db.inWorkspace(workspaceId, async (tx) => {
      await lockIdentity(tx, workspaceId);
      const settings = await readSettings(tx, workspaceId);
      const rows = await walk(tx, workspaceId, after, stretch);
      const last = rows.at(-1);
      if (last === undefined) return;
      await settleAndTell(
        tx,
        deps.events,
        workspaceId,
        rows.map(({ no }) => no),
        { settings, newId: deps.newId },
      );
      await jobs.add(tx, workOutAnew, { workspaceId, after: last.no });
    }),
  );
  return {
    read: (workspaceId) => db.inWorkspace(workspaceId, (tx) => readSettings(tx, workspaceId), { readOnly: true }),
    write: (principal, settings) =>
      db.inWorkspace(principal.workspaceId, async (tx) => {
        const { workspaceId } = principal;
        const unreadable = unreadablePattern(settings.blocked);
        if (unreadable !== undefined) {
          const field = { path: `blocked.${unreadable.index}.pattern`, message: unreadable.reason };
          throw new Refusal(refusals.unreadable_pattern, { detail: unreadable.reason, fields: [field] });
        }
        await lockIdentity(tx, workspaceId);
        await writeSettings(tx, workspaceId, settings);
        await jobs.add(tx, workOutAnew, { workspaceId, after: '0' }, { key: 'work out anew' });
        await audit.record(tx, principal, { action: 'customers.identity_settings_changed', subject: 'settings:identity' });
        return settings;
      }),
  };
}
