/** From a body's records to what the intake takes: usable messages, and what has to be kept aside with its reason. */
import { createHash } from 'node:crypto';
import type { FieldProblem } from '#platform/contract';
import { Refusal } from '#platform/contract';
import { webhookInRefusals } from '../../contract/webhooks-in.ts';
import type { Item } from '../../ingest/intake.ts';
import { readMessage } from '../../ingest/rules/read-message.ts';
import { parseMapping } from '../../mapping/parse.ts';
import { type CompiledMapping, compileMapping } from '../../mapping/rules/compile.ts';

/**
 * A record of a webhook as it is kept aside: with what is needed to map it again, after the mapping was corrected.
 * Recognised by its first field.
 */
export interface KeptRecord {
  verona: 'webhook/1';
  headers: Record<string, string>;
  digest: string;
  line: number;
  record: unknown;
}

export const isKeptRecord = (value: unknown): value is KeptRecord =>
  typeof value === 'object' && value !== null && 'verona' in value && value.verona === 'webhook/1';

export type ReadMapping = { ok: true; mapping: CompiledMapping } | { ok: false; problems: FieldProblem[] };

export function readMapping(text: string): ReadMapping {
  const parsed = parseMapping(text);
  return parsed.ok ? compileMapping(parsed.mapping) : parsed;
}

/** For saving: a mapping that cannot run is not kept. Paths are told under `mapping`, where the caller wrote it. */
export function demandMapping(text: string): void {
  const read = readMapping(text);
  if (read.ok) return;
  const fields = read.problems.map(({ path, message }) => ({ path: path ? `mapping.${path}` : 'mapping', message }));
  throw new Refusal(webhookInRefusals.mapping_refused, {
    detail: fields
      .map(({ path, message }) => `${path}: ${message}`)
      .join('; ')
      .slice(0, 2000),
    fields,
  });
}

/**
 * What makes a body the same one when it comes again: the sender's id where the signature covers it, else the bytes. An id
 * that nobody signed could be changed on a captured body to make it count twice.
 */
export function digestOf(body: Buffer, messageId: string | undefined): string {
  const hash = createHash('sha256');
  return (messageId === undefined ? hash.update(body) : hash.update(`id\u0000${messageId}`)).digest('hex');
}

interface Reading {
  mapping: CompiledMapping;
  headers: Record<string, string>;
  digest: string;
  trusted: boolean;
  now: number;
  newId(): string;
}

export interface Translated {
  items: Item[];
  /** Records the mapping passes over on purpose. */
  skipped: number;
}

export function translate(records: { line: number; record: unknown }[], reading: Reading): Translated {
  const { mapping, headers, digest, trusted } = reading;
  const run = mapping.start();
  const items: Item[] = [];
  let skipped = 0;
  for (const { line, record } of records) {
    const outcome = run.map(record, { digest, line, headers });
    if (outcome.skipped) skipped += 1;
    const kept: KeptRecord = { verona: 'webhook/1', headers, digest, line, record };
    const aside = (field: string, reason: string): Item => ({
      unusable: kept,
      field,
      reason,
      messageId: `${mapping.name}:${digest.slice(0, 24)}:${line}`,
    });
    const [problem] = outcome.problems;
    if (problem) {
      items.push(aside(problem.field ?? problem.target, `${problem.message} (${problem.target})`));
      continue;
    }
    // A record is in, or it is kept aside: never half of its messages.
    const read = outcome.messages.map((message) => readMessage(message, { receivedAt: reading.now, newId: reading.newId }));
    const bad = read.find((each) => !each.ok);
    if (bad && !bad.ok) items.push(aside(bad.field, bad.reason));
    else items.push(...read.flatMap((each) => (each.ok ? [{ message: each.message, trusted }] : [])));
  }
  return { items, skipped };
}
