import { expect, test } from 'vitest';
import { DraftKeeper } from './draft-keeper.ts';

function world() {
  const stored = new Map<string, string>();
  const saved: string[] = [];
  let timers: { run: () => void }[] = [];
  const state = { down: false };
  const keeper = () =>
    new DraftKeeper({
      save: async (_moment, kind, text) => {
        if (state.down) throw new Error('down');
        saved.push(`${kind}: ${text}`);
      },
      storage: {
        getItem: (key) => stored.get(key) ?? null,
        setItem: (key, value) => void stored.set(key, value),
        removeItem: (key) => void stored.delete(key),
      },
      after: (_ms, run) => {
        const timer = { run };
        timers.push(timer);
        return () => {
          timers = timers.filter((one) => one !== timer);
        };
      },
    });
  const rest = async () => {
    const due = timers;
    timers = [];
    for (const { run } of due) run();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { keeper, rest, saved, stored, state };
}

test('saved once, when the fingers rest; the server then keeps them alone', async () => {
  const { keeper, rest, saved, stored } = world();
  const drafts = keeper();
  drafts.write('m', 'out', 'Dear');
  drafts.write('m', 'out', 'Dear Nora');
  expect(drafts.read('m', 'out', null)).toBe('Dear Nora');
  await rest();
  expect(saved).toEqual(['out: Dear Nora']);
  expect(stored.size).toBe(0);
});

test('a reload before the server heard of them loses nothing, and outranks what the server tells', () => {
  const { keeper } = world();
  keeper().write('m', 'note', 'ask legal');
  expect(keeper().read('m', 'note', 'older')).toBe('ask legal');
  expect(keeper().read('m', 'out', 'told')).toBe('told');
});

test('the server is away: tried again, with the newest words', async () => {
  const { keeper, rest, saved, state } = world();
  const drafts = keeper();
  state.down = true;
  drafts.write('m', 'out', 'one');
  await rest();
  drafts.write('m', 'out', 'two');
  state.down = false;
  await rest();
  expect(saved).toEqual(['out: two']);
});

test('what was said is no draft any more', async () => {
  const { keeper, rest, saved } = world();
  const drafts = keeper();
  drafts.write('m', 'out', 'sent');
  drafts.said('m', 'out');
  await rest();
  expect(saved).toEqual([]);
  expect(drafts.read('m', 'out', null)).toBe('');
});
