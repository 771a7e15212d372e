import { expect, test } from 'vitest';
import { createLine } from './line.ts';

const never = new AbortController().signal;

/** Work that ends when it is told to. */
function job() {
  let end = () => {};
  const done = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { done, end };
}

test('so many at once, the others in their order, and one that fails makes room as well', async () => {
  const line = createLine(2);
  const begun: number[] = [];
  const jobs = [0, 1, 2, 3].map(job);
  const all = jobs.map(({ done }, at) =>
    line(never, async () => {
      begun.push(at);
      await done;
      if (at === 0) throw new Error('failed');
      return at;
    }),
  );
  const failed = expect(all[0]).rejects.toThrow('failed');
  await Promise.resolve();
  await Promise.resolve();
  expect(begun).toEqual([0, 1]);
  jobs[0]?.end();
  await failed;
  expect(begun).toEqual([0, 1, 2]);
  for (const { end } of jobs) end();
  expect(await Promise.all(all.slice(1))).toEqual([1, 2, 3]);
});

test('whoever goes away leaves the line without ever working', async () => {
  const line = createLine(1);
  const [first, last] = [job(), job()];
  const working = line(never, () => first.done);
  const going = new AbortController();
  let asked = false;
  const waiting = line(going.signal, async () => {
    asked = true;
  });
  const after = line(never, () => last.done);
  const left = expect(waiting).rejects.toThrow('gone');
  going.abort(new Error('gone'));
  await left;
  first.end();
  last.end();
  await Promise.all([working, after]);
  expect(asked).toBe(false);
  await expect(line(going.signal, async () => {})).rejects.toThrow('gone');
});
