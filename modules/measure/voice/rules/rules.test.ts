import { describe, expect, test } from 'vitest';
import { enrich } from './enrich.ts';
import { spokenIn } from './spoken.ts';
import { mayMove } from './stages.ts';
import { byHandOf, sorterOf, together } from './themes.ts';
import { sameWant } from './wants.ts';

describe('words of an event', () => {
  test('an open answer is words; a score is not', () => {
    expect(spokenIn('Survey Answered', { question_type: 'text', value: 'Fine', survey_name: 'After delivery' })).toMatchObject({
      text: 'Fine',
      channel: 'survey',
      touchpoint: 'After delivery',
    });
    expect(spokenIn('Survey Answered', { question_type: 'nps', value: 9 })).toBeUndefined();
    expect(spokenIn('Review Submitted', { text: '5', rating: 5 })).toBeUndefined();
    expect(spokenIn('Review Submitted', { text: { html: 'no' } })).toBeUndefined();
  });
  test('a moment that is no id is no moment', () => {
    expect(spokenIn('Call Note', { note: 'called', moment: 'x' })?.moment).toBeNull();
  });
});

describe('themes', () => {
  const sort = sorterOf([
    { id: 'late', phrases: ['Late parcel', "doesn't arrive"] },
    { id: 'size', phrases: ['size'] },
  ]);
  test('whole words, whatever the case and the apostrophe', () => {
    expect(sort('My LATE parcel doesn’t fit')).toEqual(['late']);
    expect(sort('It doesn’t arrive')).toEqual(['late']);
    expect(sort('chocolate parcel, oversized')).toEqual([]);
  });
  test('what people sorted by hand stays, for the themes that are left', () => {
    expect(sort('late parcel', byHandOf(['late'], ['size']))).toEqual(['size']);
    expect(sort('late parcel', { add: ['gone'] })).toEqual(['late']);
  });
  test('phrases of the same records are one subject', () => {
    const found = [
      { phrase: 'late', records: ['1', '2', '3'], people: 3, before: 0, score: 2 },
      { phrase: 'late parcel', records: ['1', '2', '3'], people: 3, before: 0, score: 2 },
      { phrase: 'size', records: ['7', '8', '9'], people: 3, before: 0, score: 1 },
    ];
    expect(together(found, 10).map(({ phrase }) => phrase)).toEqual(['late parcel', 'size']);
  });
});

describe('wants', () => {
  const wants = [{ words: ['48', 'size'] }, { words: ['dark', 'mode'] }];
  test('the same thing is the same want; another number is another', () => {
    expect(sameWant(['48', 'shoe', 'size'], wants)).toBe(wants[0]);
    expect(sameWant(['42', 'size'], wants)).toBeUndefined();
    expect(sameWant(['app', 'dark', 'mode'], wants)).toBe(wants[1]);
  });
});

test('what a person said counts, however often it is read again', () => {
  const corrected = { kind: 'want', sentiment: -0.4, themes: { add: ['x'] } } as const;
  const again = enrich('Great, thank you!', null, sorterOf([{ id: 'x', phrases: [] }]), { ...corrected, themes: { add: ['x'] } });
  expect(again).toMatchObject({ kind: 'want', kindBy: 'person', sentiment: -0.4, sentimentUnknown: null, themes: ['x'] });
});

describe('a finding', () => {
  const plain = { note: '', dueOn: null };
  test('moves one stage on, back with a reason, and is decided for a day', () => {
    expect(mayMove('heard', 'understood', plain).ok).toBe(true);
    expect(mayMove('heard', 'decided', { note: '', dueOn: '2026-12-01' })).toMatchObject({ ok: false, field: 'to' });
    expect(mayMove('understood', 'decided', plain)).toMatchObject({ ok: false, field: 'dueOn' });
    expect(mayMove('understood', 'heard', plain)).toMatchObject({ ok: false, field: 'note' });
    expect(mayMove('understood', 'heard', { note: 'was wrong', dueOn: null }).ok).toBe(true);
    expect(mayMove('acted', 'acted', plain).ok).toBe(false);
  });
});
