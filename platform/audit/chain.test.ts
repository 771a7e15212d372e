import { expect, test } from 'vitest';
import { follow, genesis, hashOf, type Link, type Sealed } from './chain.ts';

function chainOf(length: number): Link[] {
  let previous: Buffer = genesis;
  return Array.from({ length }, (_, i) => {
    const entry: Sealed = {
      workspaceId: 'w',
      no: i + 1,
      at: '2026-11-21T10:00:00.000000Z',
      actor: { kind: 'employee', id: 'e1', label: 'Ada' },
      action: 'people.role_changed',
      subject: 'person:1',
      details: { step: i },
    };
    const link = { entry, previous, hash: hashOf(previous, entry) };
    previous = link.hash;
    return link;
  });
}

const start = { no: 0, hash: genesis };

test('an untouched chain holds, also when it is followed in pages', () => {
  const links = chainOf(5);
  const first = follow(start, links.slice(0, 2));
  expect(first).toMatchObject({ ok: true, head: { no: 2 } });
  expect(first.ok && follow(first.head, links.slice(2))).toEqual({ ok: true, head: { no: 5, hash: links[4]?.hash } });
});

test('a changed, missing or re-hashed entry shows at its number', () => {
  const change = (links: Link[], at: number, by: Partial<Link>) => links.with(at, { ...(links[at] as Link), ...by });
  const links = chainOf(5);
  const entry = { ...(links[2]?.entry as Sealed), subject: 'person:2' };
  expect(follow(start, change(links, 2, { entry }))).toMatchObject({ ok: false, no: 3, reason: 'Entry 3 is not what was written.' });
  const rehashed = change(links, 2, { entry, hash: hashOf(links[1]?.hash as Buffer, entry) });
  expect(follow(start, rehashed)).toMatchObject({ ok: false, no: 4 });
  expect(follow(start, links.toSpliced(1, 1))).toMatchObject({ ok: false, no: 2 });
});
