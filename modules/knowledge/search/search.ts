/** Search that forgives: what was written, else what was probably meant. Expired articles are never among the answers. */
import type { Tx } from '#platform/postgres';
import type { Answer } from '../contract/answers.ts';
import type { Audience } from '../contract/articles.ts';
import { choose, configOf } from '../rules/locale.ts';
import { meant } from '../rules/typo.ts';
import { summaryOf } from '../words/rendition.ts';
import { searchable } from './index-article.ts';
import * as store from './store.ts';

export interface Question {
  text: string;
  locale: string;
  audience?: Audience | undefined;
  spaceId?: string | undefined;
  label?: string | undefined;
  limit: number;
}

export interface Found {
  items: store.FoundRow[];
  /** Lexemes of the question. */
  words: string[];
  corrected: { from: string; to: string }[];
}

/** A long message asks for many things; its first words are enough to know which. */
const longest = 2_000;
const mostWords = 40;
/** What a word that was only guessed is worth beside one that was written. */
const guessed = 0.7;

export async function find(tx: Tx, workspaceId: string, question: Question): Promise<Found> {
  const locale = choose([question.locale], await store.spoken(tx, workspaceId)) ?? question.locale;
  const config = configOf(locale);
  const text = searchable(question.text.slice(0, longest));
  const words = (await store.wordsOf(tx, workspaceId, config, text)).slice(0, mostWords);
  const wanted = new Map<string, store.Wanted>();
  const corrected: Found['corrected'] = [];
  const add = (term: store.Wanted) => {
    const other = wanted.get(term.no);
    if (!other || other.weight < term.weight) wanted.set(term.no, term);
  };
  for (const { no, docs } of words) {
    if (no !== null) add({ no, docs, weight: 1 });
  }
  for (const { lexeme, no } of words) {
    if (no !== null) continue;
    for (const candidate of meant(lexeme, await store.nearTerms(tx, config, lexeme))) {
      add({ no: candidate.no, docs: candidate.docs, weight: guessed });
      corrected.push({ from: lexeme, to: candidate.lexeme });
    }
  }
  if (wanted.size === 0) return { items: [], words: words.map(({ lexeme }) => lexeme), corrected };
  const { audience, spaceId, label, limit } = question;
  const items = await store.rank(tx, workspaceId, [...wanted.values()], { config, locale, audience, spaceId, label, limit });
  return { items, words: words.map(({ lexeme }) => lexeme), corrected };
}

/** Past its review day it still answers, below those somebody vouches for. */
const dueWeight = 0.85;

export const demoted = (items: readonly store.FoundRow[]): store.FoundRow[] =>
  items.map((item) => (item.due ? { ...item, score: item.score * dueWeight } : item)).toSorted((a, b) => b.score - a.score);

export function answerOf(row: store.FoundRow, urlOf: (slug: string, locale: string) => string): Answer {
  const { articleId, slug, locale, version, title, audience, labels, due, score } = row;
  const space = { id: row.spaceId, slug: row.spaceSlug, name: row.spaceName };
  const url = audience === 'public' ? urlOf(slug, locale) : null;
  return { articleId, slug, locale, version, title, summary: summaryOf(row), space, audience, labels, due, score, url };
}
