import { expect, test } from 'vitest';
import { whyNobody } from './nobody.ts';

test('nobody took it: closed hours say more than full hands, and full hands more than a missing skill', () => {
  const nobody = (obstacles: object) => ({ code: 'nobody' as const, obstacles });
  expect(whyNobody(nobody({ full: 2 }), false)).toBe('outside_hours');
  expect(whyNobody(nobody({ full: 2, skills_missing: 1 }), true)).toBe('capped');
  expect(whyNobody(nobody({ language_missing: 1, offline: 3 }), null)).toBe('nobody_fits');
  expect(whyNobody(nobody({}), true)).toBe('nobody_here');
  expect(whyNobody({ code: 'chosen', id: 'a', because: [], ahead: null }, false)).toBeNull();
  expect(whyNobody(undefined, false)).toBeNull();
});
