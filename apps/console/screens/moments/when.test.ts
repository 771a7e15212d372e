import { expect, test } from 'vitest';
import { instantOfPreset } from './when.ts';

const local = (day: number, hour: number) => new Date(2026, 10, day, hour);

test('the instants people mean', () => {
  const sunday = local(22, 10);
  expect(instantOfPreset('in_an_hour', sunday)).toEqual(local(22, 11));
  expect(instantOfPreset('this_evening', sunday)).toEqual(local(22, 18));
  expect(instantOfPreset('tomorrow', sunday)).toEqual(local(23, 9));
  expect(instantOfPreset('next_week', sunday)).toEqual(local(23, 9));
  expect(instantOfPreset('next_week', local(23, 10))).toEqual(local(30, 9));
  expect(instantOfPreset('this_evening', local(22, 19))).toBeNull();
});
