import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type EventCondition, ruleBody } from '../../contract/rules.ts';
import { isWaitedFor, lookAt, type Step, stepOf, stepped, type Waiting } from './expectation.ts';
import { type Happened, isRecent, matches, says, valueAt } from './matches.ts';
import { shippedRules } from './shipped.ts';
import { sentenceFor, titleFor } from './tell.ts';

const at = Date.parse('2026-06-01T10:00:00Z');
const minute = 60_000;
const did = (name: string, properties: Record<string, unknown> = {}, more: Partial<Happened> = {}): Happened => ({
  id: '1',
  name,
  senderNo: '7',
  occurredAt: at,
  receivedAt: at,
  properties,
  ...more,
});

describe('conditions', () => {
  const holds = (properties: Record<string, unknown>, ...where: EventCondition[]) =>
    matches({ event: 'Bought', where }, did('Bought', properties));

  test.each<[EventCondition, Record<string, unknown>, boolean]>([
    [{ property: 'channel', is: 'equal', value: 'public' }, { channel: 'public' }, true],
    [{ property: 'total', is: 'equal', value: 42 }, { total: '42' }, true],
    [{ property: 'channel', is: 'not_equal', value: 'public' }, {}, true],
    [{ property: 'channel', is: 'one_of', values: ['shop', 'web'] }, { channel: 'web' }, true],
    [{ property: 'total', is: 'at_least', value: 100 }, { total: 99.9 }, false],
    [{ property: 'total', is: 'at_least', value: 100 }, { total: '120' }, true],
    [{ property: 'total', is: 'at_most', value: 0 }, { total: '' }, false],
    [{ property: 'order.id', is: 'present' }, { order: { id: 'a' } }, true],
    [{ property: 'order.id', is: 'absent' }, { order: null }, true],
    [{ property: 'constructor', is: 'present' }, {}, false],
    [{ property: 'text', is: 'says', words: ['too late'] }, { text: 'Again TOO, LATE!' }, true],
  ])('%j of %j: %s', (condition, properties, expected) => expect(holds(properties, condition)).toBe(expected));

  test('all of them, and only of events of that name', () => {
    const both: EventCondition[] = [
      { property: 'a', is: 'present' },
      { property: 'b', is: 'present' },
    ];
    expect([holds({ a: 1 }, ...both), holds({ a: 1, b: 2 }, ...both)]).toEqual([false, true]);
    expect(matches({ event: 'Bought', where: [] }, did('Sold'))).toBe(false);
  });

  test('curses are whole words in five languages, with or without accents', () => {
    const angry = ['This is BULLSHIT.', 'Che vergogna!', 'So ein Betrüger', 'quelle arnaque…', 'sinverguenzas'];
    const match = { event: 'Mention', where: [{ property: 'text', is: 'says' as const, words: [] }] };
    for (const text of angry) expect([text, matches(match, did('Mention', { text }))]).toEqual([text, true]);
    for (const text of ['I love Scunthorpe', 'una bella computadora', '', 42])
      expect([text, matches(match, did('Mention', { text }))]).toEqual([text, false]);
  });

  test('no text and no path is too odd to be looked at', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.string(), fc.string(), (properties, path, text) => {
        valueAt(properties, path);
        expect(says(text, [''])).toBe(false);
        expect(titleFor(`{{properties.${path}}} ${text}`, { event: did('x', properties) }).length).toBeLessThanOrEqual(160);
      }),
    );
  });
});

test('history opens nothing: what was done long before it was heard, or long after', () => {
  expect(isRecent(did('x', {}, { receivedAt: at + 60 * minute }))).toBe(true);
  expect(isRecent(did('x', {}, { receivedAt: at + 61 * minute }))).toBe(false);
  expect(isRecent(did('x', {}, { receivedAt: at - 61 * minute }))).toBe(false);
});

describe('what is begun and waited for', () => {
  const checkout: Waiting = {
    kind: 'begun_not_finished',
    begins: { event: 'Checkout Started', where: [] },
    finishes: [{ event: 'Order Completed', where: [] }],
    key: null,
    due: { by: 'minutes', minutes: 30 },
  };
  const promise: Waiting = { ...checkout, key: 'order', due: { by: 'property', property: 'by' } };

  test('has a key on both sides, and a time', () => {
    expect(stepOf(checkout, did('Checkout Started'), true)).toMatchObject({
      key: 'sender 7',
      step: { begun: { at, dueAt: at + 30 * minute } },
    });
    expect(stepOf(checkout, did('Order Completed'), true)).toEqual({ key: 'sender 7', step: { settledAt: at } });
    expect(stepOf(checkout, did('Other'), true)).toBeUndefined();
    const due = (by: unknown) => stepOf(promise, did('Checkout Started', { order: 9, by }), true);
    expect(due('2026-06-02')).toMatchObject({ key: 'value 9', step: { begun: { dueAt: Date.parse('2026-06-03T00:00:00Z') } } });
    expect(due('2026-06-02T12:00:00+02:00')).toMatchObject({ step: { begun: { dueAt: Date.parse('2026-06-02T10:00:00Z') } } });
    for (const slip of ['soon', 7, undefined, '9999-01-01']) expect(due(slip)).toBeUndefined();
    expect(stepOf(promise, did('Checkout Started', { by: '2026-06-02' }), true)).toBeUndefined();
  });

  test('begins by what is new only; ends by history as well', () => {
    const late = { receivedAt: at + 90 * minute };
    expect(stepOf(checkout, did('Checkout Started', {}, late), true)).toBeUndefined();
    expect(stepOf(checkout, did('Checkout Started'), false)).toBeUndefined();
    expect(stepOf(checkout, did('Order Completed', {}, late), false)).toBeDefined();
  });

  const aStep: fc.Arbitrary<Step> = fc
    .tuple(fc.boolean(), fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 99 }))
    .map(([begins, minutes, n]) => {
      const when = at + minutes * minute;
      const event = did('x', {}, { id: String(n), occurredAt: when });
      return begins ? { begun: { at: when, event, dueAt: when + n } } : { settledAt: when };
    });
  const fold = (steps: Step[]) => steps.reduce<ReturnType<typeof stepped> | undefined>(stepped, undefined);

  test('comes to the same in every order, however often it is heard', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(aStep, { maxLength: 8, selector: (step) => JSON.stringify('begun' in step ? step.begun.event.id : step) }),
        fc.infiniteStream(fc.nat()),
        (steps, dice) => {
          const shuffled = [...steps, ...steps.slice(0, 2)]
            .map((step) => ({ step, die: dice.next().value as number }))
            .sort((a, b) => a.die - b.die)
            .map(({ step }) => step);
          expect(fold(shuffled)).toEqual(fold(steps));
        },
      ),
    );
  });

  test('is waited for exactly when the last beginning is later than every end', () => {
    fc.assert(
      fc.property(fc.array(aStep, { minLength: 1, maxLength: 8 }), (steps) => {
        const begun = steps.flatMap((step) => ('begun' in step ? [step.begun.at] : []));
        const ends = steps.flatMap((step) => ('settledAt' in step ? [step.settledAt] : []));
        const state = fold(steps);
        const expected = begun.length > 0 && ends.every((end) => end < Math.max(...begun));
        expect(state && isWaitedFor(state)).toBe(expected);
        if (state && expected) expect(lookAt(state, checkout)).toBe(state.begun?.dueAt);
      }),
    );
  });
});

describe('what a moment is called', () => {
  test('values are text: nothing in them is read again', () => {
    const event = did('Late', { order: '{{event}}', deep: { a: 'x\ny' } });
    expect(titleFor('{{properties.order}} of {{event}} {{properties.deep.a}}', { event })).toBe('{{event}} of Late x y');
    expect(titleFor('Order {{properties.none}} of {{customer.name}}', { customer: 'Ada' })).toBe('Order – of Ada');
  });

  test('why, in one sentence', () => {
    const [stuck, , promised] = shippedRules.map(({ body }) => body.trigger);
    if (!(stuck && promised)) throw new Error('the shipped rules are gone');
    expect(sentenceFor(stuck, 'Checkout Started')).toBe('Checkout Started, and no Order Completed within 30 minutes.');
    expect(sentenceFor(promised, 'Delivery Promised')).toBe(
      'Delivery Promised, and no Delivered or Order Cancelled by when it was promised.',
    );
  });
});

test('the rules that ship are what the contract takes', () => {
  for (const { body } of shippedRules) expect(ruleBody.parse(body)).toEqual(body);
});
