/** Audits on a real Postgres: versions, files, ranks, and what never changes. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { principalOf } from '#people/testing';
import { createAudit } from '#platform/audit';
import { createLog } from '#platform/log';
import { sql } from '#platform/postgres';
import { type FreshDatabase, freshDatabase } from '#platform/testing';
import type { AuditTemplate, Criterion } from '../contract.ts';
import { scoreOf } from './rules/score.ts';
import { exportCsv, fill, importCsv, list, rank, read, withdraw } from './sheets.ts';
import { listSheets, versionOf } from './store.ts';
import { type AuditsDeps, change, create, list as listTemplates } from './templates.ts';

let fresh: FreshDatabase;
let deps: AuditsDeps;
let ws: string;
let principal: ReturnType<typeof principalOf>;
let template: AuditTemplate;
const touchpointId = randomUUID();

const criteria: Criterion[] = [
  { key: 'friendly', question: 'Friendly?', scale: { kind: 'range', min: 1, max: 5 }, weight: 3, touchpointId, critical: false },
  { key: 'receipt', question: 'A receipt?', scale: { kind: 'yes_no' }, weight: 1, touchpointId: null, critical: true },
];
const words = { name: 'Shop visit', kind: 'mystery_shop' as const, criteria, criticalCap: 40 };

beforeAll(async () => {
  fresh = await freshDatabase();
  ws = fresh.workspaceId;
  principal = principalOf(ws, 'analyst');
  deps = {
    ...{ db: fresh.db, newId: randomUUID, clock: { now: () => Date.parse('2026-03-31T12:00:00Z') } },
    audit: createAudit({ log: createLog({ level: 'silent' }) }),
  };
  await fresh.db.inWorkspace(ws, (tx) =>
    tx.run(sql`
      insert into measure.touchpoint (workspace_id, id, name, place, rule, changed_by)
      values (${ws}, ${touchpointId}, 'Shop', 1, '{}', 'Test')`),
  );
  template = await create(deps, principal, words);
});
afterAll(() => fresh.close());

const code = (name: string) => ({ kind: { code: `measure.${name}` } });
const visit = (on: string, friendly: number | 'na', receipt: 'yes' | 'no', subject: string | null = null, templateVersion = 1) =>
  fill(deps, principal, { templateId: template.id, templateVersion, subject, on, note: '', answers: { friendly, receipt } });

test('a sheet is scored by its weights and says what it found at each touchpoint', async () => {
  const sheet = await visit('2026-03-01', 4, 'yes');
  expect(sheet).toMatchObject({ score: (100 * (3 * 0.75 + 1)) / 4, critical: [], subject: null, auditor: 'Test analyst' });
  expect(sheet.touchpoints).toEqual([{ id: touchpointId, name: 'Shop', score: 75, answered: 1, critical: false }]);
  const failed = await visit('2026-03-02', 5, 'no');
  expect(failed).toMatchObject({ score: 40, critical: ['receipt'] });
  expect(await read(deps, ws, failed.id)).toMatchObject({ uncapped: 75, criticalCap: 40 });
  const { lines } = await read(deps, ws, (await visit('2026-03-03', 'na', 'yes')).id);
  expect(lines).toMatchObject([
    { key: 'friendly', answer: 'na', share: 0, points: null },
    { key: 'receipt', answer: 'yes', share: 1, points: 1 },
  ]);
});

test('what does not fit is refused by its field, and the same sheet is kept once', async () => {
  await expect(visit('2026-03-01', 4, 'yes')).rejects.toMatchObject(code('filled_before'));
  await expect(visit('2026-03-01', 7, 'yes')).rejects.toMatchObject({
    ...code('not_answered'),
    fields: [{ path: 'answers.friendly' }],
  });
  await expect(visit('2027-01-01', 4, 'yes')).rejects.toMatchObject({ fields: [{ path: 'on' }] });
  const missing = {
    templateId: template.id,
    templateVersion: 1,
    subject: null,
    on: '2026-03-01',
    note: '',
    answers: { smile: 1 },
  };
  await expect(fill(deps, principal, missing)).rejects.toMatchObject({
    fields: [{ path: 'answers.friendly' }, { path: 'answers.receipt' }, { path: 'answers.smile' }],
  });
  await expect(create(deps, principal, { ...words, name: 'shop VISIT' })).rejects.toMatchObject(code('audit_exists'));
  const strange = [{ ...(criteria[0] as Criterion), touchpointId: randomUUID() }];
  await expect(create(deps, principal, { ...words, name: 'Other', criteria: strange })).rejects.toMatchObject(
    code('no_such_touchpoint'),
  );
});

test('a changed audit is another version: old scores stay, and who filled in the old one is told', async () => {
  const before = (await list(deps, ws, {})).items.map(({ id, score }) => ({ id, score }));
  const heavier = [{ ...(criteria[0] as Criterion), weight: 1 }, criteria[1] as Criterion];
  const changed = await change(deps, principal, template.id, { ...words, criteria: heavier, templateVersion: 1 });
  expect(changed).toMatchObject({ templateVersion: 2, sheets: 3 });
  expect((await list(deps, ws, {})).items.map(({ id, score }) => ({ id, score }))).toEqual(before);
  await expect(visit('2026-03-05', 4, 'yes')).rejects.toMatchObject(code('audit_changed_meanwhile'));
  await expect(change(deps, principal, template.id, { ...words, templateVersion: 1 })).rejects.toMatchObject(
    code('audit_changed_meanwhile'),
  );
  // Another name is no other sheet.
  const renamed = { ...words, name: 'Shop', criteria: heavier, templateVersion: 2 };
  expect(await change(deps, principal, template.id, renamed)).toMatchObject({ templateVersion: 2, name: 'Shop' });
  expect((await visit('2026-03-05', 4, 'yes', null, 2)).score).toBe(87.5);
  // Every score that is kept is the one its version gives.
  const again = await fresh.db.inWorkspace(ws, async (tx) => {
    const rows = await listSheets(tx, ws, {}, 100);
    const scores = [];
    for (const { templateId, version, answers, score } of rows) {
      const made = await versionOf(tx, ws, templateId, version);
      scores.push([score, scoreOf(made.criteria, answers, made.criticalCap).score]);
    }
    return scores;
  });
  expect(again).toHaveLength(4);
  for (const [kept, anew] of again) expect(kept).toBe(anew);
});

test('a file is kept whole or not at all, and comes out as it went in', async () => {
  const count = async () => (await list(deps, ws, {})).items.length;
  const before = await count();
  const head = 'subject,visited_on,auditor,note,friendly,receipt';
  const bad = `${head}\n,2026-03-10,Zoe,,5,yes\nPeer,2026-03-10,Zoe,,6,yes\n,2026-03-05,Test analyst,,4,yes\n`;
  await expect(importCsv(deps, principal, template.id, bad)).rejects.toMatchObject({
    ...code('rows_refused'),
    fields: [{ path: 'row 3, friendly', message: expect.stringContaining('from 1 to 5') }],
  });
  // Sound, but one of them is there: the others do not slip in.
  const twice = `${head}\n,2026-03-10,Zoe,,5,yes\n,2026-03-05,Test analyst,,4,yes\n`;
  await expect(importCsv(deps, principal, template.id, twice)).rejects.toMatchObject({ fields: [{ path: 'row 3' }] });
  for (const broken of [`${head}\n`, `${head}\n,2026-03-10\n`, 'subject,"visited', `${head},friendly\n,2026-03-10,Z,,5,yes,5\n`])
    await expect(importCsv(deps, principal, template.id, broken)).rejects.toMatchObject(code('rows_refused'));
  expect(await count()).toBe(before);
  const good = `${head}\nPeer,2026-03-10,Zoe,"Loud, cold",5,yes\nOther,2026-03-11,Zoe,,1,yes\n`;
  expect(await importCsv(deps, principal, template.id, good)).toEqual({ kept: 2 });
  const out = await exportCsv(deps, ws, template.id);
  expect(out.split('\n')[0]).toBe(head);
  expect(out).toContain('Peer,2026-03-10,Zoe,"Loud, cold",5,yes');
  expect(out.trim().split('\n')).toHaveLength(4);
});

test('ourselves among peers, by the latest sheet of each; withdrawn ones count no more', async () => {
  const ranks = async () =>
    (await rank(deps, ws, template.id)).all.map(({ subject, rank: place }) => `${place} ${subject ?? 'we'}`);
  expect(await ranks()).toEqual(['1 Peer', '2 we', '3 Other']);
  expect(await rank(deps, ws, template.id)).toMatchObject({ comparable: true, touchpoints: [{ name: 'Shop' }] });
  const [latest] = (await list(deps, ws, {})).items.filter(({ subject }) => subject === null);
  await withdraw(deps, principal, latest?.id as string, 'Wrong shop');
  await expect(withdraw(deps, principal, latest?.id as string, 'Again')).rejects.toMatchObject(code('withdrawn_before'));
  expect(await read(deps, ws, latest?.id as string)).toMatchObject({ withdrawn: { why: 'Wrong shop', by: 'Test analyst' } });
  // Now our latest one is of the version before.
  expect((await rank(deps, ws, template.id)).comparable).toBe(false);
  // What was withdrawn may be filled in again.
  await visit('2026-03-05', 4, 'yes', null, 2);
});

test('another workspace sees none of it', async () => {
  const other = fresh.otherWorkspaceId;
  expect((await listTemplates(deps, other)).items).toEqual([]);
  expect((await list(deps, other, {})).items).toEqual([]);
  await expect(rank(deps, other, template.id)).rejects.toMatchObject(code('no_such_audit'));
  await expect(importCsv(deps, principalOf(other, 'owner'), template.id, 'a')).rejects.toMatchObject(code('no_such_audit'));
});
