/**
 * How good the search is, on published ground: StackFAQ (Karan and Šnajder 2018), 125 questions with their answers and 1,249
 * other ways people asked for them. An article is a question (its title) with all its answers (its body).
 */
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Tx } from '#platform/postgres';
import { datasetPath, type FreshDatabase, freshDatabase } from '#platform/testing';
import { type Fixture, publishAll } from '../testing.ts';
import { find } from './search.ts';

const file = datasetPath('knowledge/stackfaq.ndjson.gz');

/** BM25 (k1 1.2, b 0.75) without fields, stems or anything else, on the same 125 texts. */
const plainBm25 = { mrr: 0.7669, first: 0.6613 };

interface Thread {
  id: number;
  question: string;
  answers: string[];
  queries: { text: string }[];
}

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(() => fresh?.close());

async function quality(workspaceId: string, threads: Thread[], ids: string[], slip: (text: string) => string = (text) => text) {
  // What is not among the first 30 counts as not found: the figure can only be lower for it.
  let [reciprocal, first, queries] = [0, 0, 0];
  await fresh.db.inWorkspace(
    workspaceId,
    async (tx: Tx) => {
      for (const [at, thread] of threads.entries()) {
        for (const { text } of thread.queries) {
          const { items } = await find(tx, workspaceId, { text: slip(text), locale: 'en', limit: 30 });
          const rank = items.findIndex(({ articleId }) => articleId === ids[at]) + 1;
          if (rank > 0) reciprocal += 1 / rank;
          if (rank === 1) first += 1;
          queries += 1;
        }
      }
    },
    { timeoutMs: 60_000 },
  );
  return { mrr: reciprocal / queries, first: first / queries, queries };
}

describe.skipIf(!file)('StackFAQ', () => {
  let threads: Thread[];
  let ids: string[];
  beforeAll(async () => {
    const text = gunzipSync(await readFile(file ?? '')).toString('utf8');
    threads = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Thread);
    const articles: Fixture[] = threads.map(({ question, answers }) => ({
      title: question.slice(0, 200),
      body: answers.join('\n\n'),
    }));
    ids = await publishAll(fresh.db, fresh.workspaceId, articles);
  });

  test('finds what people meant at least as well as BM25 does', async () => {
    const found = await quality(fresh.workspaceId, threads, ids);
    process.stdout.write(
      `StackFAQ, ${found.queries} queries: MRR ${found.mrr.toFixed(4)} (BM25 ${plainBm25.mrr}), P@1 ${found.first.toFixed(4)} (BM25 ${plainBm25.first})\n`,
    );
    expect(found.queries).toBe(1249);
    expect(found.mrr).toBeGreaterThanOrEqual(plainBm25.mrr);
    expect(found.first).toBeGreaterThanOrEqual(plainBm25.first);
  }, 120_000);
});
