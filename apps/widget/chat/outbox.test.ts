import { expect, test } from 'vitest';
import { createKeep } from './keep.ts';
import { createOutbox, type Outgoing } from './outbox.ts';

/** As a browser has it: names are own keys. */
function storage(): Storage {
  const kept = Object.create({
    getItem: (name: string) => kept[name] ?? null,
    setItem: (name: string, value: string) => {
      kept[name] = value;
    },
    removeItem: (name: string) => {
      delete kept[name];
    },
  });
  return kept as Storage;
}
const said = (clientId: string, at: number, chatId: string | null = 'chat'): Outgoing => ({
  clientId,
  text: clientId,
  files: [],
  at,
  chatId,
});
const ids = (outbox: { all(): readonly Outgoing[] }) => outbox.all().map(({ clientId }) => clientId);

test('what was not confirmed survives the page, in the order written', () => {
  const place = storage();
  const before = createOutbox(createKeep('home', () => place));
  before.add(said('b', 2));
  before.add(said('a', 1));
  before.add(said('c', 3));
  before.settle('b');
  expect(ids(createOutbox(createKeep('home', () => place)))).toEqual(['a', 'c']);
});

test('two tabs never overwrite one another', () => {
  const place = storage();
  const keep = () => createKeep('home', () => place);
  const [one, two] = [createOutbox(keep()), createOutbox(keep())];
  one.add(said('one', 1));
  two.add(said('two', 2));
  one.reload();
  expect(ids(one)).toEqual(['one', 'two']);
  two.settle('two');
  expect(ids(createOutbox(keep()))).toEqual(['one']);
});

test('words of one chat never go into another', () => {
  const outbox = createOutbox(createKeep('home', storage));
  outbox.add(said('early', 1, null));
  outbox.add(said('former', 2, 'former chat'));
  outbox.adopt('chat');
  expect(outbox.all()).toEqual([said('early', 1)]);
});

test('a refused line waits for the visitor and can be tried again', () => {
  const outbox = createOutbox(createKeep('home', storage));
  outbox.add(said('no', 1));
  outbox.refuse('no', 'too long');
  expect(outbox.all()[0]?.refused).toBe('too long');
  outbox.retry('no');
  expect(outbox.all()).toEqual([said('no', 1)]);
});

test('where storage is denied it works for as long as the page is open', () => {
  const outbox = createOutbox(
    createKeep('home', () => {
      throw new DOMException('denied', 'SecurityError');
    }),
  );
  outbox.add(said('here', 1));
  outbox.reload();
  expect(ids(outbox)).toEqual(['here']);
  outbox.clear();
  expect(ids(outbox)).toEqual([]);
});
