import { expect, test } from 'vitest';
import { insideItself } from './departments.ts';

const tree = [
  { id: 'company', parentId: null },
  { id: 'care', parentId: 'company' },
  { id: 'chat', parentId: 'care' },
  { id: 'marketing', parentId: 'company' },
];

test('a department moves anywhere but into itself', () => {
  expect(insideItself(tree, 'care', 'care')).toBe(true);
  expect(insideItself(tree, 'care', 'chat')).toBe(true);
  expect(insideItself(tree, 'company', 'chat')).toBe(true);
  expect(insideItself(tree, 'care', 'marketing')).toBe(false);
  expect(insideItself(tree, 'care', null)).toBe(false);
});

test('a tree that is broken already ends the walk', () => {
  const broken = [
    { id: 'a', parentId: 'b' },
    { id: 'b', parentId: 'a' },
  ];
  expect(insideItself(broken, 'c', 'a')).toBe(false);
});
