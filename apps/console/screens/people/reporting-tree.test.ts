import { expect, test } from 'vitest';
import { type Report, reportingTree } from './reporting-tree.ts';

const person = (id: string) => ({ id, name: id.toUpperCase(), title: '' });
const line = (employeeId: string, managerId: string) => ({ employeeId, managerId, managerName: managerId.toUpperCase() });
const draw = ({ person: { id }, reports }: Report): string => (reports.length ? `${id}(${reports.map(draw).join(' ')})` : id);

test('people under whom they report to, the largest tree first, the others apart', () => {
  const { trees, alone } = reportingTree(['a', 'b', 'c', 'd', 'e', 'f', 'z'].map(person), [
    line('b', 'a'),
    line('d', 'c'),
    line('e', 'c'),
    line('f', 'e'),
  ]);
  expect(trees.map(draw)).toEqual(['c(d e(f))', 'a(b)']);
  expect(alone.map(({ id }) => id)).toEqual(['z']);
});

test('a manager who has left is still there by name', () => {
  const { trees } = reportingTree([person('a')], [line('a', 'gone')]);
  expect(trees.map(draw)).toEqual(['gone(a)']);
  expect(trees[0]?.person.name).toBe('GONE');
});

test('a circle in damaged data does not hang the picture', () => {
  const { trees } = reportingTree(['a', 'b', 'c'].map(person), [line('a', 'b'), line('b', 'a'), line('c', 'a')]);
  expect(trees).toEqual([]);
});
