import type { Range } from './history.ts';

/** Where a fact came from. */
export interface Origin {
  sourceId: string | null;
  eventId: string | null;
  editor: string | null;
  trusted: boolean;
}

/** One stretch of one trait, as one identifier's events said it. */
export interface TraitRow extends Range<unknown>, Origin {
  senderNo: string;
  name: string;
}
