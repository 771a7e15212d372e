/** SQL of how voice is read in a workspace: settings, edition, themes. */
import { jsonb, sql, type Tx } from '#platform/postgres';
import type { VoiceSettings } from '../../contract.ts';

export interface VoiceRow {
  settings: Partial<VoiceSettings>;
  edition: string;
  reader: string;
}

const columns = sql`settings, edition, reader`;

/** Held until the transaction ends: one at a time makes records and changes what they are made by, in a workspace. */
export async function holdVoice(tx: Tx, workspaceId: string): Promise<VoiceRow> {
  await tx.run(sql`insert into measure.voice (workspace_id) values (${workspaceId}) on conflict do nothing`);
  return tx.one<VoiceRow>(sql`select ${columns} from measure.voice where workspace_id = ${workspaceId} for update`);
}

export const findVoice = (tx: Tx, workspaceId: string): Promise<VoiceRow | undefined> =>
  tx.maybe(sql`select ${columns} from measure.voice where workspace_id = ${workspaceId}`);

export async function saveSettings(tx: Tx, workspaceId: string, settings: VoiceSettings, by: string): Promise<void> {
  await tx.run(sql`
    update measure.voice set settings = ${jsonb(settings)}, changed_by = ${by}, changed_at = clock_timestamp() where workspace_id = ${workspaceId}`);
}

/** From now on everything said is read anew. */
export async function nextEdition(tx: Tx, workspaceId: string, reader?: number): Promise<void> {
  await tx.run(sql`
    update measure.voice set edition = edition + 1, reader = coalesce(${reader ?? null}::bigint, reader) where workspace_id = ${workspaceId}`);
}

export interface ThemeRow {
  id: string;
  name: string;
  description: string;
  phrases: string[];
  departmentId: string | null;
  mergedInto: string | null;
  createdAt: Date;
  createdBy: string;
}

const theme = sql`id, name, description, phrases, department_id as "departmentId", merged_into as "mergedInto",
  created_at as "createdAt", created_by as "createdBy"`;

export const themesOf = (tx: Tx, workspaceId: string): Promise<ThemeRow[]> =>
  tx.many(
    sql`select ${theme} from measure.theme where workspace_id = ${workspaceId} and merged_into is null order by lower(name), id`,
  );

/** Also those that were merged. */
export const findTheme = (tx: Tx, workspaceId: string, id: string): Promise<ThemeRow | undefined> =>
  tx.maybe(sql`select ${theme} from measure.theme where workspace_id = ${workspaceId} and id = ${id}`);

export const holdTheme = (tx: Tx, workspaceId: string, id: string): Promise<ThemeRow | undefined> =>
  tx.maybe(sql`
    select ${theme} from measure.theme where workspace_id = ${workspaceId} and id = ${id} and merged_into is null for update`);

/** False when another theme has the name. */
export async function isNameFree(tx: Tx, workspaceId: string, name: string, except?: string): Promise<boolean> {
  const rows = await tx.many(sql`
    select 1 from measure.theme where workspace_id = ${workspaceId} and lower(name) = lower(${name}) and merged_into is null
       and id is distinct from ${except ?? null}::uuid`);
  return rows.length === 0;
}

type Words = Pick<ThemeRow, 'name' | 'description' | 'phrases' | 'departmentId'>;

export async function insertTheme(tx: Tx, workspaceId: string, id: string, words: Words, by: string): Promise<void> {
  await tx.run(sql`
    insert into measure.theme (workspace_id, id, name, description, phrases, department_id, created_by)
    values (${workspaceId}, ${id}, ${words.name}, ${words.description}, ${words.phrases}, ${words.departmentId}::uuid, ${by})`);
}

export async function updateTheme(tx: Tx, workspaceId: string, id: string, words: Words): Promise<void> {
  await tx.run(sql`
    update measure.theme set name = ${words.name}, description = ${words.description}, phrases = ${words.phrases},
           department_id = ${words.departmentId}::uuid
     where workspace_id = ${workspaceId} and id = ${id}`);
}

/** The other takes in its phrases; what people had sorted into it by hand lies in the other from now on. */
export async function mergeThemes(
  tx: Tx,
  workspaceId: string,
  id: string,
  into: string,
  phrases: readonly string[],
): Promise<void> {
  await tx.run(sql`update measure.theme set merged_into = ${into} where workspace_id = ${workspaceId} and id = ${id}`);
  await tx.run(sql`update measure.theme set phrases = ${[...phrases]} where workspace_id = ${workspaceId} and id = ${into}`);
  await tx.run(sql`
    update measure.feedback
       set corrected = jsonb_set(corrected, '{themes,add}', (corrected #> '{themes,add}') - ${id} || to_jsonb(${into}::text))
     where workspace_id = ${workspaceId} and corrected #> '{themes,add}' @> to_jsonb(${id}::text)`);
}

export async function noteThemeChange(
  tx: Tx,
  workspaceId: string,
  themeId: string,
  change: { by: string; what: 'created' | 'changed' | 'merged' | 'absorbed' | 'split'; details: Record<string, unknown> },
): Promise<void> {
  await tx.run(sql`
    insert into measure.theme_change (workspace_id, theme_id, by_name, what, details)
    values (${workspaceId}, ${themeId}, ${change.by}, ${change.what}, ${jsonb(change.details)})`);
}

export const themeChanges = (tx: Tx, workspaceId: string, themeId: string) =>
  tx.many<{ at: Date; by: string; what: string; details: Record<string, unknown> }>(sql`
    select at, by_name as by, what, details from measure.theme_change
     where workspace_id = ${workspaceId} and theme_id = ${themeId} order by id desc limit 200`);
