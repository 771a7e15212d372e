import { describe, expect, test } from 'vitest';
import type { SegmentGroup, SegmentRule } from '../../contract/segment-rule.ts';
import { dependentsOf, judgeRule, listsIn, mentionsOf, speaksOf } from './mentions.ts';

const all = (...rules: SegmentRule[]): SegmentGroup => ({ kind: 'group', match: 'all', rules });
const uses = (segment: string): SegmentRule => ({ kind: 'segment', segment, member: true });
const trait: SegmentRule = { kind: 'trait', trait: 'plan', test: { operator: 'exists' } };
const did = (event: string, window: Extract<SegmentRule, { kind: 'no_event' }>['window']): SegmentRule => ({
  kind: 'no_event',
  event,
  where: [],
  window,
});
const week = { in: 'last', amount: 7, unit: 'day' } as const;

describe('what a rule speaks of', () => {
  test('its events and those of the segments it uses; moving windows make it a matter of time', () => {
    const rules = new Map([['used', all(did('Bought', week))]]);
    expect(mentionsOf(all(did('Seen', { in: 'ever' })), rules)).toEqual({ events: new Set(['Seen']), timed: false });
    expect(mentionsOf(all(did('Seen', { in: 'ever' }), all(uses('used'))), rules)).toEqual({
      events: new Set(['Seen', 'Bought']),
      timed: true,
    });
  });

  test('who uses whom, through others too', () => {
    const rules = new Map([
      ['a', all(trait)],
      ['b', all(uses('a'))],
      ['c', all(trait, all(uses('b')))],
      ['d', all(trait)],
    ]);
    expect(dependentsOf('a', rules)).toEqual(new Set(['b', 'c']));
    expect(dependentsOf('d', rules)).toEqual(new Set());
  });
});

describe('whether a rule may be saved', () => {
  const rules = new Map([
    ['a', all(trait)],
    ['b', all(uses('a'))],
  ]);

  const lists = new Set(['kept']);
  const listed = (list: string): SegmentRule => ({ kind: 'list', list, on: true });

  test('a list must be there; it is known to be used, through other segments too', () => {
    expect(judgeRule(undefined, all(trait, listed('x')), rules, lists)).toEqual({
      ok: false,
      why: 'no_such_list',
      paths: ['rule.rules.1.list'],
    });
    expect(judgeRule(undefined, all(listed('kept')), rules, lists)).toEqual({ ok: true });
    expect(speaksOf(all(trait, all(listed('kept'))), 'kept')).toBe(true);
    expect(listsIn(all(uses('user')), new Map([['user', all(listed('kept'))]]))).toEqual(lists);
  });

  test('unknown segments and circles are named where they stand', () => {
    expect(judgeRule(undefined, all(uses('x')), rules, lists)).toEqual({
      ok: false,
      why: 'no_such_segment',
      paths: ['rule.rules.0.segment'],
    });
    expect(judgeRule('a', all(trait, all(uses('b'))), rules, lists)).toEqual({
      ok: false,
      why: 'segment_in_circle',
      paths: ['rule.rules.1.rules.0.segment'],
    });
    expect(judgeRule('a', all(uses('a')), rules, lists)).toMatchObject({ why: 'segment_in_circle' });
    expect(judgeRule(undefined, all(uses('b')), rules, lists)).toEqual({ ok: true });
  });

  test('segments of segments may not double without end', () => {
    const chain = new Map<string, SegmentGroup>([['s0', all(trait, trait)]]);
    for (let at = 1; at < 30; at += 1) chain.set(`s${at}`, all(uses(`s${at - 1}`), uses(`s${at - 1}`)));
    expect(judgeRule(undefined, all(uses('s5')), chain, lists)).toEqual({ ok: true });
    expect(judgeRule(undefined, all(uses('s29')), chain, lists)).toMatchObject({ why: 'segment_too_large' });
    // Growing what others use counts for them, too.
    expect(
      judgeRule('s0', all(...Array.from({ length: 20 }, () => trait)), new Map([...chain].slice(0, 6)), lists),
    ).toMatchObject({
      why: 'segment_too_large',
    });
  });
});
