/** A definition while it is being written: every kind shares its parts, so that changing the kind loses no words. Pure. */
import type { Amount, Filter, Formula, Selection } from '#measure/contract';

export const kinds = ['count', 'people', 'rate', 'people_rate', 'ratio', 'score', 'elapsed', 'duration', 'money'] as const;
export type Kind = (typeof kinds)[number];

export interface DraftAmount {
  what: Amount['what'];
  of: Selection;
  property: string;
}

export interface Draft {
  kind: Kind;
  /** The first selection: what is counted, or what comes first. */
  of: Selection;
  /** The second one: what comes after. */
  to: Selection;
  where: Filter[];
  hours: number;
  not: boolean;
  top: DraftAmount;
  bottom: DraftAmount;
  property: string;
  how: 'nps' | 'top_box' | 'mean';
  from: number;
  percentile: number;
  currency: string;
  in: string;
}

const anything: Selection = { source: 'events', filters: [] };

export const emptyDraft: Draft = {
  ...{ kind: 'people', of: anything, to: anything, where: [], hours: 24, not: false, property: '', how: 'nps', from: 4 },
  ...{ percentile: 50, currency: 'EUR', in: 'currency' },
  top: { what: 'rows', of: anything, property: '' },
  bottom: { what: 'rows', of: anything, property: '' },
};

export function draftOf(formula: Formula): Draft {
  const draft: Draft = { ...emptyDraft, kind: formula.kind };
  switch (formula.kind) {
    case 'count':
    case 'people':
      return { ...draft, of: formula.of };
    case 'rate':
      return { ...draft, of: formula.of, where: formula.where };
    case 'people_rate':
      return { ...draft, of: formula.among, to: formula.did, hours: formula.hours, not: formula.not };
    case 'ratio':
      return { ...draft, top: { property: '', ...formula.top }, bottom: { property: '', ...formula.bottom } };
    case 'score': {
      const { of, property, how } = formula;
      return { ...draft, of, property, how: how.how, ...(how.how === 'top_box' && { from: how.from }) };
    }
    case 'elapsed':
      return { ...draft, of: formula.from, to: formula.to, hours: formula.hours, percentile: formula.percentile };
    case 'duration':
      return { ...draft, of: formula.of, property: formula.property, percentile: formula.percentile };
    case 'money':
      return { ...draft, of: formula.of, property: formula.property, currency: formula.currency, in: formula.in ?? '' };
    default:
      return formula satisfies never;
  }
}

/** Undefined while a word is missing. */
export function formulaOf(draft: Draft): Formula | undefined {
  const { kind, to, hours, not, property, percentile } = draft;
  const of = finished(draft.of);
  const where = draft.where.flatMap(condition);
  switch (kind) {
    case 'count':
    case 'people':
      return { kind, of };
    case 'rate':
      return where.length === 0 ? undefined : { kind, of, where };
    case 'people_rate':
      return hours > 0 ? { kind, among: of, did: finished(to), hours, not } : undefined;
    case 'ratio': {
      const [top, bottom] = [amountOf(draft.top), amountOf(draft.bottom)];
      return top && bottom && { kind, top, bottom };
    }
    case 'score': {
      const { how, from } = draft;
      return property === '' ? undefined : { kind, of, property, how: how === 'top_box' ? { how, from } : { how } };
    }
    case 'elapsed':
      return hours > 0 ? { kind, from: of, to: finished(to), hours, percentile } : undefined;
    case 'duration':
      return property === '' ? undefined : { kind, of, property, percentile };
    case 'money':
      return property === '' || !/^[A-Z]{3}$/.test(draft.currency)
        ? undefined
        : { kind, of, property, currency: draft.currency, ...(draft.in !== '' && { in: draft.in }) };
    default:
      return kind satisfies never;
  }
}

function amountOf({ what, of, property }: DraftAmount): Amount | undefined {
  const ready = finished(of);
  if (what === 'rows' || what === 'people') return { what, of: ready };
  return property === '' ? undefined : { what, of: ready, property };
}

const finished = (of: Selection): Selection => ({ ...of, filters: of.filters.flatMap(condition) });

/** A condition that is still being typed is none yet; more and less are between numbers. */
function condition({ property, operator, value }: Filter): Filter[] {
  if (property === '') return [];
  if (operator === 'exists' || operator === 'absent') return [{ property, operator }];
  const text = String(value ?? '').trim();
  if (text === '') return [];
  if (operator !== 'greater' && operator !== 'less') return [{ property, operator, value: text }];
  const number = Number(text);
  return Number.isFinite(number) ? [{ property, operator, value: number }] : [];
}
