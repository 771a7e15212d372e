/** Sheets that can be filled in. A change makes another version: what was filled in keeps its criteria and its score. */
import type { Principal } from '#platform/auth';
import { type BodyOf, Refusal, type ReplyOf } from '#platform/contract';
import type { Tx } from '#platform/postgres';
import {
  type AuditTemplate,
  type Criterion,
  type changeAuditTemplate,
  type createAuditTemplate,
  type listAuditTemplates,
  refusals,
} from '../contract.ts';
import type { MeasureDeps } from '../index.ts';
import { listTouchpoints } from '../touchpoints/store.ts';
import { wrongIn } from './rules/score.ts';
import * as store from './store.ts';

export type AuditsDeps = Pick<MeasureDeps, 'db' | 'audit' | 'newId' | 'clock'>;

const described = ({ version, changedAt, ...row }: store.TemplateRow, sheets: number): AuditTemplate => ({
  ...row,
  templateVersion: Number(version),
  changedAt: changedAt.toISOString(),
  sheets,
});

export function list({ db }: Pick<AuditsDeps, 'db'>, workspaceId: string): Promise<ReplyOf<typeof listAuditTemplates>> {
  return db.inWorkspace(
    workspaceId,
    async (tx) => {
      const rows = await store.listTemplates(tx, workspaceId);
      const touchpoints = await listTouchpoints(tx, workspaceId);
      return {
        items: rows.map(({ sheets, ...row }) => described(row, Number(sheets))),
        touchpoints: touchpoints.map(({ id, name }) => ({ id, name })),
      };
    },
    { readOnly: true },
  );
}

/** `kept`: touchpoints it named before; these may have been taken away since. */
async function assertSound(
  tx: Tx,
  workspaceId: string,
  criteria: readonly Criterion[],
  kept: ReadonlySet<string>,
): Promise<void> {
  const wrong = wrongIn(criteria);
  if (wrong.length > 0) throw new Refusal(refusals.not_a_sheet, { fields: wrong });
  const known = new Set((await listTouchpoints(tx, workspaceId)).map(({ id }) => id));
  const strange = criteria.flatMap(({ touchpointId }, at) =>
    touchpointId === null || known.has(touchpointId) || kept.has(touchpointId)
      ? []
      : [{ path: `criteria.${at}.touchpointId`, message: 'no such touchpoint' }],
  );
  if (strange.length > 0) throw new Refusal(refusals.no_such_touchpoint, { fields: strange });
}

const taken = (name: string) => new Refusal(refusals.audit_exists, { fields: [{ path: 'name', message: `"${name}" is taken` }] });

export function create(deps: AuditsDeps, principal: Principal, body: BodyOf<typeof createAuditTemplate>): Promise<AuditTemplate> {
  const { workspaceId, label } = principal;
  return deps.db.inWorkspace(workspaceId, async (tx) => {
    await assertSound(tx, workspaceId, body.criteria, new Set());
    const id = deps.newId();
    if (!(await store.insertTemplate(tx, workspaceId, { id, ...body }))) throw taken(body.name);
    await store.insertVersion(tx, workspaceId, id, 1, body, label);
    await deps.audit.record(tx, principal, { action: 'measure.audit_template_created', subject: `audit:${id}`, details: body });
    return described(await mustFind(tx, workspaceId, id), 0);
  });
}

export function change(
  deps: AuditsDeps,
  principal: Principal,
  id: string,
  { templateVersion, ...body }: BodyOf<typeof changeAuditTemplate>,
): Promise<AuditTemplate> {
  const { workspaceId, label } = principal;
  return deps.db.inWorkspace(workspaceId, async (tx) => {
    const row = await store.holdTemplate(tx, workspaceId, id);
    if (row === undefined) throw new Refusal(refusals.no_such_audit);
    if (Number(row.version) !== templateVersion) throw new Refusal(refusals.audit_changed_meanwhile);
    await assertSound(tx, workspaceId, body.criteria, new Set(row.criteria.flatMap(({ touchpointId }) => touchpointId ?? [])));
    if (await store.nameTaken(tx, workspaceId, body.name, id)) throw taken(body.name);
    const anew = body.criticalCap !== row.criticalCap || !sameCriteria(body.criteria, row.criteria);
    const version = templateVersion + Number(anew);
    if (anew) await store.insertVersion(tx, workspaceId, id, version, body, label);
    await store.updateTemplate(tx, workspaceId, { id, name: body.name, kind: body.kind, version });
    await deps.audit.record(tx, principal, {
      action: 'measure.audit_template_changed',
      subject: `audit:${id}`,
      details: { ...body, templateVersion: version },
    });
    const sheets = (await store.listTemplates(tx, workspaceId)).find((each) => each.id === id)?.sheets ?? '0';
    return described(await mustFind(tx, workspaceId, id), Number(sheets));
  });
}

/** `jsonb` keeps keys in an order of its own. */
function sameCriteria(one: readonly Criterion[], other: readonly Criterion[]): boolean {
  const words = (all: readonly Criterion[]) =>
    JSON.stringify(
      all.map(({ key, question, scale, weight, touchpointId, critical }) => [
        ...[key, question, weight, touchpointId, critical],
        scale.kind === 'range' ? [scale.min, scale.max] : 'yes_no',
      ]),
    );
  return words(one) === words(other);
}

async function mustFind(tx: Tx, workspaceId: string, id: string): Promise<store.TemplateRow> {
  const row = await store.findTemplate(tx, workspaceId, id);
  if (row === undefined) throw new Refusal(refusals.no_such_audit);
  return row;
}
