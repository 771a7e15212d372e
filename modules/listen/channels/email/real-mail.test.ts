// Real mail of other people, if it is on this machine: none lost, none crashing, and what the rules make of it.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { createMailParser } from '#platform/mail';
import { datasetPath } from '#platform/testing';
import { classify } from './rules/classify.ts';

const say = (text: string) => process.stdout.write(`${text}\n`);
const parser = createMailParser({ threads: 2 });
afterAll(() => parser.close());

interface Sample {
  kind: string;
  raw: Buffer;
}

function samples(file: string, kindOf: (row: Record<string, unknown>) => string): Sample[] {
  const rows = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n');
  return rows.map((line) => {
    const row = JSON.parse(line) as Record<string, unknown>;
    const raw = typeof row.raw_base64 === 'string' ? Buffer.from(row.raw_base64, 'base64') : Buffer.from(String(row.raw), 'utf8');
    return { kind: kindOf(row), raw };
  });
}

/** Counts natures by kind, and what could not be read. */
async function read(mails: Sample[]) {
  const began = performance.now();
  const natures: Record<string, number> = {};
  const wrong: string[] = [];
  const unread: string[] = [];
  const waiting = [...mails.entries()];
  const told: {
    kind: string;
    nature: string;
    at: number;
    subject: string;
    because: string;
    recipient?: string | undefined;
    status?: string | undefined;
  }[] = [];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [at, { kind, raw }] = next;
      try {
        const mail = await parser.parse(raw);
        const { nature, because, bounce } = classify(mail);
        natures[nature] = (natures[nature] ?? 0) + 1;
        const subject = mail.headers.find(([name]) => name === 'subject')?.[1] ?? '';
        told.push({ kind, nature, at, subject, because, recipient: bounce?.recipient, status: bounce?.status });
      } catch (error) {
        unread.push(`${at} ${kind}: ${error instanceof Error ? error.message : error}`);
      }
    }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  const perSecond = Math.round(mails.length / ((performance.now() - began) / 1000));
  return { natures, unread, told, wrong, perSecond };
}

const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(2)} %`;

const bounces = datasetPath('email/bounces.ndjson.gz');
test.skipIf(!bounces)(
  '648 real bounces, complaints and automatic replies: each is read, and known for what it is',
  async () => {
    const mails = samples(bounces as string, (row) => String(row.kind));
    const { natures, unread, told, perSecond } = await read(mails);
    const others: Record<string, string> = { arf: 'feedback', rfc3834: 'auto_reply' };
    const expected = (kind: string) => others[kind] ?? 'bounce';
    const real = told.filter(({ kind }) => kind !== '' && kind !== 'is-not-bounce');
    const right = real.filter(({ kind, nature }) => nature === expected(kind));
    const isBounce = real.filter(({ kind }) => expected(kind) === 'bounce');
    const found = isBounce.filter(({ nature }) => nature === 'bounce');
    say(
      `bounces: ${JSON.stringify(natures)}, unread ${unread.length}, as named ${right.length} of ${real.length} (${percent(right.length, real.length)}), ` +
        `recipient read ${found.filter((each) => each.recipient).length}, status ${found.filter((each) => each.status).length} of ${found.length}; ${perSecond} mails/s`,
    );
    expect(unread).toEqual([]);
    expect(told).toHaveLength(648);
    expect(right.length / real.length).toBeGreaterThan(0.97);
  },
  60_000,
);

const spamassassin = datasetPath('email/spamassassin_part1.ndjson.gz');
test.skipIf(!spamassassin)(
  '3,250 real mails: each is read, and people are hardly ever taken for machines',
  async () => {
    const mails = samples(spamassassin as string, (row) => (row.spam ? 'spam' : 'ham'));
    const { natures, unread, told, perSecond } = await read(mails);
    const ham = told.filter(({ kind }) => kind === 'ham');
    const wrongly = ham.filter(({ nature }) => nature === 'bounce' || nature === 'feedback' || nature === 'auto_reply');
    say(
      `spamassassin: ${JSON.stringify(natures)}, unread ${unread.length}; of ${ham.length} good ones taken for bounce, complaint or ` +
        `automatic reply: ${wrongly.length} (${percent(wrongly.length, ham.length)}); ${perSecond} mails/s`,
    );
    expect(unread).toEqual([]);
    expect(told).toHaveLength(3_250);
    expect(wrongly.length / ham.length).toBeLessThan(0.005);
  },
  120_000,
);

const mime = datasetPath('email/cpython_mime_messages.ndjson.gz');
test.skipIf(!mime)(
  'C09: 47 messages made to break parsers: none crashes, none is lost',
  async () => {
    const mails = samples(mime as string, (row) => String(row.name));
    const { natures, unread, told } = await read(mails);
    say(`hard MIME: ${JSON.stringify(natures)}, kept aside ${JSON.stringify(unread)}`);
    expect(told.length + unread.length).toBe(47);
    expect(unread).toEqual([]);
  },
  30_000,
);
