import { expect, test } from 'vitest';
import { namesPersonal, withhold, withholdName } from './withhold.ts';

test('texts of any language lose addresses, and numbers that somebody may be reached by', () => {
  expect(withhold('Call 020 7946 0958 or (555) 123-4567, or write to ada@casa.example')).toBe(
    'Call [number] or [number], or write to [email]',
  );
  expect(withhold('+39 06 6982 1234\nIT60 X054 2811 1010 0000 0123 456')).toBe('[number]\n[iban]');
});

test('days, fractions, prices and names of events stay', () => {
  for (const text of ['2026-11-22', '2026-11-22 10:30', '0.8333333333', '1299.00', 'Order Completed', 'v2.14.1', '12345678'])
    expect(withhold(text)).toBe(text);
});

test('a wall of text is cut, not waited for', () => {
  expect(withhold('1 '.repeat(100_000)).length).toBeLessThanOrEqual(5_000);
});

test('somebody’s own name is taken out, and only as words of its own', () => {
  expect(withholdName('I am Ada Lovelace. ADA! Adamant, the Lovelaces', 'Ada Lovelace')).toBe(
    'I am [name] [name]. [name]! Adamant, the Lovelaces',
  );
  expect(withholdName('(.*) of Jo', '(.*) Jo')).toBe('(.*) of Jo');
  expect(withholdName('Anne-Marie wrote', 'Anne-Marie')).toBe('[name] wrote');
});

test('properties that say who somebody is are known by their names', () => {
  const personal =
    'email Email traits.email customer_email phoneNumber phone_1 name firstName last_name customer.name shippingAddress.street1 billing_address ip dateOfBirth context.ip username';
  for (const property of personal.split(' ')) expect([property, namesPersonal(property)]).toEqual([property, true]);
  const plain = '$source $event product_name plan city country email_subject coupon total step_name campaign.name category';
  for (const property of plain.split(' ')) expect([property, namesPersonal(property)]).toEqual([property, false]);
});
