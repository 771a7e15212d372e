/** Presence that ends by itself ends only for those who are truly gone. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAudit } from '#platform/audit';
import { createEvents } from '#platform/events';
import { createLog } from '#platform/log';
import { sql } from '#platform/postgres';
import { type FreshDatabase, freshDatabase } from '#platform/testing';
import { setAvailability } from './availability.ts';
import { createSignsOfLife } from './signs-of-life.ts';
import { addEmployeeTo } from './testing.ts';

let fresh: FreshDatabase;
let look: () => Promise<void>;
let life: ReturnType<typeof createSignsOfLife>;
let ground: Parameters<typeof createSignsOfLife>[0];
const log = createLog({ level: 'silent' });

beforeAll(async () => {
  fresh = await freshDatabase();
  const { db } = fresh;
  const events = createEvents({ db, lanes: { add: () => {}, wake: () => {} }, log });
  ground = { db, log, events, audit: createAudit({ log }), standingHeard: [] } as never;
  // The house has been up for an hour: nobody is spared for its own sake.
  const clock = { now: () => Date.now() };
  const every = (_name: string, _ms: number, work: () => Promise<void>) => {
    look = work;
  };
  life = createSignsOfLife(ground, { jobs: { every } as never, clock: { now: () => clock.now() }, graceSeconds: 30 });
  clock.now = () => Date.now() + 3_600_000;
});
afterAll(async () => {
  life.stop();
  await fresh.close();
});

async function online(name: string) {
  const id = await addEmployeeTo(fresh.db, fresh.workspaceId, name, 'agent');
  const principal = { kind: 'employee', id, label: name, workspaceId: fresh.workspaceId, role: 'agent' } as const;
  await setAvailability(ground, principal, id, { presence: 'online' });
  return principal;
}
const presenceOf = async (id: string) =>
  fresh.db.inWorkspace(fresh.workspaceId, async (tx) =>
    tx.one<{ presence: string }>(sql`select presence from people.availability where employee_id = ${id}`),
  );
/** As if the hour had not passed for them. */
const seenNow = (id: string) =>
  fresh.db.inWorkspace(fresh.workspaceId, (tx) =>
    tx.run(sql`update people.availability set seen_at = now() + interval '1 hour' where employee_id = ${id}`),
  );

test('who gave no sign for as long as is waited goes off duty; who gave one stays', async () => {
  const [gone, here] = [await online('Gone'), await online('Here')];
  await seenNow(here.id);
  await look();
  expect(await presenceOf(gone.id)).toEqual({ presence: 'offline' });
  expect(await presenceOf(here.id)).toEqual({ presence: 'online' });
});

test('who comes back while it is looked at stays', async () => {
  const back = await online('Back');
  // Their row is held by the one who notes that they are back; the look has seen them as gone and waits for the row.
  let freed = () => {};
  const noting = fresh.db.inWorkspace(fresh.workspaceId, async (tx) => {
    await tx.run(sql`select from people.employee where id = ${back.id} for update`);
    await tx.run(sql`update people.availability set seen_at = now() + interval '1 hour' where employee_id = ${back.id}`);
    await new Promise<void>((resolve) => {
      freed = resolve;
    });
  });
  await new Promise((resolve) => setTimeout(resolve, 200));
  const looking = look();
  await new Promise((resolve) => setTimeout(resolve, 500));
  freed();
  await Promise.all([noting, looking]);
  expect(await presenceOf(back.id)).toEqual({ presence: 'online' });
});
