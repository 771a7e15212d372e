/** What routing looks at and what it says. Plain data; instants and lengths in milliseconds. */

/** A moment that waits for an owner. */
export interface Waiting {
  id: string;
  /** Larger goes first. */
  priority: number;
  /** All of them are needed. */
  skills: readonly string[];
  /** The customer's language; null when nobody knows. */
  language: string | null;
  /** Nobody without the language may have it: a wait is better than an answer that is not understood. */
  languageRequired: boolean;
  /** How valuable the customer is: from 0 to 1, by rank in the workspace; null when nobody knows. */
  value: number | null;
  /** Share of a person's attention it takes, in the units of capacity: a call may take all, a mail one of ten. */
  weight: number;
  waitingSince: number;
  /** When the nearest of its clocks breaks; null when none runs. */
  dueAt: number | null;
  /** Who promised this customer to call back. */
  promisedBy: string | null;
  /** Who owned this customer's last moment, and until when. */
  lastOwner: { id: string; until: number } | null;
  /** Who declined it or let its offer pass: they are not asked again. */
  declinedBy: readonly string[];
}

/** Somebody who could own a moment. */
export interface Candidate {
  id: string;
  /** Employed, active, and allowed to own moments of this queue. */
  able: boolean;
  online: boolean;
  capacity: number;
  /** Weights of the open moments they own or are offered. */
  load: number;
  skills: readonly string[];
  languages: readonly string[];
  senior: boolean;
  /** Since when they have received nothing new. */
  idleSince: number;
}

/** Why somebody cannot have a moment: the first that applies. */
export type Obstacle =
  | { code: 'unable' }
  | { code: 'offline' }
  | { code: 'declined' }
  | { code: 'full'; load: number; capacity: number }
  | { code: 'skills_missing'; missing: readonly string[] }
  | { code: 'language_missing'; language: string };

/** What speaks for somebody, and how much. */
export type Factor = { points: number } & (
  | { factor: 'promised' }
  | { factor: 'relationship'; until: number }
  | { factor: 'language'; language: string }
  | { factor: 'value'; value: number }
  | { factor: 'free'; load: number; capacity: number }
  | { factor: 'idle'; since: number }
);

export interface Ranked {
  id: string;
  score: number;
  /** Strongest first; what gives nothing is left out. */
  because: readonly Factor[];
}

export interface Weights {
  promised: number;
  relationship: number;
  /** After so long a relationship counts half. */
  relationshipHalfLifeMs: number;
  language: number;
  value: number;
  free: number;
  idle: number;
  /** Idle so long counts half of all that idleness may count. */
  idleHalfMs: number;
}

/** For one sentence: who, for what reasons, before whom by how much; or why nobody, counted by obstacle. */
export type ChoiceReason =
  | { code: 'chosen'; id: string; because: readonly Factor[]; ahead: { of: string; byPoints: number } | null }
  | { code: 'nobody'; obstacles: Readonly<Partial<Record<Obstacle['code'], number>>> };

export interface RoutingChoice {
  chosen: string | null;
  why: ChoiceReason;
  /** Everybody who could have it, best first. */
  ranking: readonly Ranked[];
  /** Everybody else, by id. */
  excluded: readonly { id: string; obstacle: Obstacle }[];
}

/** What put a moment before the next one: the first that differs. */
export type Precedence =
  | { by: 'promised' }
  | { by: 'priority'; priority: number; next: number }
  | { by: 'due'; dueAt: number; next: number | null }
  | { by: 'waiting'; since: number; next: number }
  | { by: 'order' };

export type PullReason =
  | { code: 'pulled'; id: string; before: { id: string; precedence: Precedence } | null }
  | { code: 'nothing'; obstacles: Readonly<Partial<Record<Obstacle['code'], number>>> };

export interface Pull {
  chosen: string | null;
  why: PullReason;
  /** Everything they could take, first first. */
  order: readonly string[];
}
