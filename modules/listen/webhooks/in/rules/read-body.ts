/** From bytes to records a mapping can read: JSON objects, or the fields of a form. Pure. */
import type { WebhookBody } from '../../../contract/webhooks-in.ts';

export type ReadBody = { ok: true; records: unknown[] } | { ok: false; why: 'type' | 'content'; reason: string };

/** A list is as many records; more than this is a file and belongs to an import. */
const maxRecords = 1000;

export function readBody(body: Buffer, contentType: string, as: WebhookBody): ReadBody {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  const fits = as === 'form' ? type === 'application/x-www-form-urlencoded' : /^application\/(?:[\w.+-]+\+)?json$/.test(type);
  if (!fits) return { ok: false, why: 'type', reason: `the content type is "${type}"` };
  const text = textOf(body);
  if (text === undefined) return { ok: false, why: 'content', reason: 'the body is not UTF-8 text' };
  return as === 'form' ? { ok: true, records: [formOf(text)] } : jsonOf(text);
}

function textOf(body: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}

function jsonOf(text: string): ReadBody {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, why: 'content', reason: error instanceof Error ? error.message : 'the body is not JSON' };
  }
  const records = Array.isArray(value) ? value : [value];
  if (records.length > maxRecords) return { ok: false, why: 'content', reason: `the list has more than ${maxRecords} items` };
  if (!records.every((record) => typeof record === 'object' && record !== null && !Array.isArray(record)))
    return { ok: false, why: 'content', reason: 'the body must be a JSON object, or a list of objects' };
  return { ok: true, records };
}

/** A field that comes twice is a list. No prototype: `__proto__` is a field like any other. */
function formOf(text: string): Record<string, unknown> {
  const fields: Record<string, unknown> = Object.create(null);
  for (const [name, value] of new URLSearchParams(text)) {
    const before = fields[name];
    if (before === undefined) fields[name] = value;
    else fields[name] = [before, value].flat();
  }
  return fields;
}
