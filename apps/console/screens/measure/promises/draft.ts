/** A promise as it is being written, and what is sent of it. Pure. */
import type { BrandPromise, createBrandPromise, Experience } from '#measure/contract';
import type { CallOf } from '#platform/contract';
import { filterOf } from '../question.ts';

export interface Draft {
  words: string;
  presentedIn: string;
  presentedFrom: string;
  presentedUntil: string;
  segmentId: string | null;
  presented: number;
  experiences: Experience[];
  [key: string]: unknown;
}

export const kinds = ['theme', 'survey', 'event', 'metric'] as const;

/** Nothing chosen yet: what it names is empty. */
export function emptyExperience(kind: (typeof kinds)[number]): Experience {
  switch (kind) {
    case 'theme':
      return { kind, themeId: '', counts: 'by_mood' };
    case 'survey':
      return { kind, survey: '', question: '', atLeast: 0 };
    case 'event':
      return { kind, event: '', filters: [], counts: 'kept' };
    case 'metric':
      return { kind, metricId: '', target: 0 };
    default:
      return kind satisfies never;
  }
}

export const draftOf = (promise: BrandPromise | undefined, today: string): Draft => ({
  words: promise?.words ?? '',
  presentedIn: promise?.presentedIn ?? '',
  presentedFrom: promise?.presentedFrom ?? today,
  presentedUntil: promise?.presentedUntil ?? '',
  segmentId: promise?.segmentId ?? null,
  presented: promise?.presented ?? 100,
  experiences: promise?.experiences ?? [emptyExperience('theme')],
});

export const bodyOf = (draft: Draft, ownerId: string): CallOf<typeof createBrandPromise>['body'] => ({
  words: draft.words,
  presentedIn: draft.presentedIn,
  presentedFrom: draft.presentedFrom,
  presentedUntil: draft.presentedUntil || null,
  segmentId: draft.segmentId,
  ownerId,
  presented: draft.presented,
  // A condition that is still being typed filters nothing yet.
  experiences: draft.experiences.map((of) =>
    of.kind === 'event'
      ? { ...of, filters: of.filters.flatMap((filter) => filterOf({ ...filter, value: String(filter.value ?? '') })) }
      : of,
  ),
});

/** Whether something was chosen for it. */
export function isChosen(of: Experience): boolean {
  switch (of.kind) {
    case 'theme':
      return of.themeId !== '';
    case 'survey':
      return of.survey !== '' && of.question !== '';
    case 'event':
      return of.event !== '';
    case 'metric':
      return of.metricId !== '';
    default:
      return of satisfies never;
  }
}
