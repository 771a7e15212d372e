import { expect, test } from 'vitest';
import { storable } from './jsonb.ts';

test('what jsonb refuses is replaced, everything else is left as it is', () => {
  expect(storable({ 'a\0': ['x\0y', '\ud83d', '\ude00', '😀', '\\u0000'], at: new Date(0), gone: undefined })).toEqual({
    'a\ufffd': ['x\ufffdy', '\ufffd', '\ufffd', '😀', '\\u0000'],
    at: '1970-01-01T00:00:00.000Z',
  });
  expect(storable(undefined)).toBe(null);
});
