/** Keeps raw mail before anything else is done with it; the same mail is kept once, whichever way it came. */
import { createHash } from 'node:crypto';
import { z } from '#platform/contract';
import type { JobKind, Jobs } from '#platform/jobs';
import type { Tx } from '#platform/postgres';
import { type Envelope, insertMail } from './store.ts';

const payload = z.strictObject({ workspaceId: z.uuid(), id: z.uuid() });
export const readMailJob: JobKind<typeof payload> = { name: 'listen.read_mail', payload, attempts: 6 };

/** Whoever kept it reads it at once; the job is for when that went wrong. */
const secondLookMs = 60_000;

export interface KeepDeps {
  jobs: Jobs;
  now(): number;
}

/** The id it is kept under; undefined when it was kept before. */
export async function keepMail(
  { jobs, now }: KeepDeps,
  tx: Tx,
  workspaceId: string,
  mail: { channelId: string; raw: Buffer; envelope: Envelope },
): Promise<string | undefined> {
  const id = await insertMail(tx, workspaceId, { ...mail, digest: digestOf(mail.raw), size: mail.raw.length });
  if (id !== undefined) {
    const runAt = new Date(now() + secondLookMs);
    await jobs.add(tx, readMailJob, { workspaceId, id }, { runAt, key: readKey(id) });
  }
  return id;
}

export const readKey = (id: string): string => `mail:${id}`;

const scanned = 64 * 1024;

/**
 * Of what its author wrote: id, sender, date and body. Not of the lines that mail servers add on the way, so that one mail
 * fetched twice, or delivered again because an answer was lost, is the same; and not of its Message-ID alone, which anybody
 * may copy.
 */
export function digestOf(raw: Buffer): Buffer {
  const text = raw.subarray(0, scanned).toString('latin1');
  const end = /\r?\n\r?\n|\r\r/.exec(text);
  const head = text.slice(0, end?.index ?? text.length).replace(/\r?\n[ \t]+/g, ' ');
  const of = (name: string) => new RegExp(`^${name}:[ \\t]*([^\\r\\n]*)`, 'im').exec(head)?.[1]?.trim() ?? '';
  const hash = createHash('sha256');
  for (const name of ['message-id', 'from', 'date', 'subject']) hash.update(of(name)).update('\0');
  // Without an end of its headers in sight, all of it is what it is.
  return hash.update(end ? raw.subarray(end.index + end[0].length) : raw).digest();
}
