/** GitHub's own examples, every one of them, through the map that ships. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { datasetPath } from '#platform/testing';
import { readBody } from './rules/read-body.ts';
import { digestOf, readMapping, translate } from './translate.ts';

const map = readFileSync(new URL('../../../../examples/maps/github_webhooks.yaml', import.meta.url), 'utf8');
const file = datasetPath('vectors/github_webhook_examples.ndjson.gz');

test.skipIf(!file)('329 examples of 58 events: all accepted, none twice, each body the same message whenever it comes', () => {
  const mapping = readMapping(map);
  if (!mapping.ok) throw new Error(JSON.stringify(mapping.problems));
  const kinds = gunzipSync(readFileSync(file as string))
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { name: string; examples: unknown[] });
  const translateOne = (name: string, example: unknown) => {
    const body = Buffer.from(JSON.stringify(example));
    const read = readBody(body, 'application/json', 'json');
    if (!read.ok) throw new Error(read.reason);
    const at = {
      digest: digestOf(body, undefined),
      headers: { 'x-github-event': name },
      trusted: true,
      now: 0,
      newId: () => 'never',
    };
    return translate([{ line: 1, record: read.records[0] }], { mapping: mapping.mapping, ...at }).items;
  };
  const all = kinds.flatMap(({ name, examples }) =>
    examples.map((example) => ({ name, example, items: translateOne(name, example) })),
  );
  expect([kinds.length, all.length]).toEqual([58, 329]);
  expect(all.flatMap(({ items }) => items).filter((item) => 'unusable' in item)).toEqual([]);

  const tracks = all.flatMap(({ items }) =>
    items.flatMap((item) => ('message' in item && item.message.kind === 'track' ? [item.message] : [])),
  );
  expect(tracks).toHaveLength(329);
  expect(tracks.filter(({ sender }) => sender.type === 'user_id')).toHaveLength(325);
  // Some examples are the same bytes twice; a message id is made of the bytes.
  const bodies = new Set(all.map(({ example }) => JSON.stringify(example)));
  expect(new Set(tracks.map(({ messageId }) => messageId)).size).toBe(bodies.size);
  for (const { name, example, items } of all) expect(translateOne(name, example)).toEqual(items);

  const pushed = tracks.find(({ name }) => name === 'GitHub push');
  expect(JSON.parse(pushed?.body ?? '{}')).toMatchObject({
    properties: { repository: expect.any(String), ref: expect.stringMatching('^refs/') },
  });
  expect(tracks.filter(({ name }) => name === 'GitHub issues opened').length).toBeGreaterThan(0);
});
