/**
 * What a formula is made of: rows that are added up by themselves, or steps of a person that follow each other. Pure: formula in,
 * pieces of SQL and bound values out.
 */
import type { Amount, Formula, Selection, Unit } from '../../contract.ts';
import { type Bound, conditionOf, type TypeOf, wordOf } from '../../rules/events-sql.ts';

/** Rows of one selection, and what is made of them. */
export interface RowsPart {
  of: Selection;
  /** Conditions beside those of the selection: that a number is there to be added up. */
  conditions(typeOf: TypeOf, bound: Bound): string[];
  /** An aggregate over the rows; `person` tells whose a row is. */
  value(person: string, typeOf: TypeOf, bound: Bound): string;
  /** Of how many it speaks: rows, or people. */
  base: 'rows' | 'people';
  /** Nothing heard is nought, and not "unknown". */
  empty: 0 | null;
}

/** One thing a person does, and the next of another. */
export interface StepsPart {
  from: Selection;
  to: Selection;
  hours: number;
  result: { kind: 'share'; not: boolean } | { kind: 'percentile'; percentile: number };
}

export type Plan =
  | { shape: 'rows'; rows: RowsPart }
  | { shape: 'ratio'; top: RowsPart; bottom: RowsPart }
  | { shape: 'steps'; steps: StepsPart };

const known = 'sender != 0';
const none = () => [];

export function planOf(formula: Formula): Plan {
  switch (formula.kind) {
    case 'count':
      return { shape: 'rows', rows: amountPart({ what: 'rows', of: formula.of }) };
    case 'people':
      return { shape: 'rows', rows: amountPart({ what: 'people', of: formula.of }) };
    case 'ratio':
      return { shape: 'ratio', top: amountPart(formula.top), bottom: amountPart(formula.bottom) };
    case 'rate': {
      const { of, where } = formula;
      const met = (typeOf: TypeOf, bound: Bound) =>
        where.map((filter) => `ifNull(${conditionOf(filter, typeOf(filter.property), bound)}, false)`).join(' and ');
      const value = (_person: string, typeOf: TypeOf, bound: Bound) => `100 * avg(${met(typeOf, bound)})`;
      return { shape: 'rows', rows: { of, conditions: none, value, base: 'rows', empty: null } };
    }
    case 'people_rate': {
      const { among: from, did: to, hours, not } = formula;
      return { shape: 'steps', steps: { from, to, hours, result: { kind: 'share', not } } };
    }
    case 'elapsed': {
      const { from, to, hours, percentile } = formula;
      return { shape: 'steps', steps: { from, to, hours, result: { kind: 'percentile', percentile } } };
    }
    case 'score': {
      const { of, property, how } = formula;
      const part = numberPart(of, property, (number) => {
        if (how.how === 'mean') return `avg(${number})`;
        if (how.how === 'top_box') return `100 * avg(${number} >= ${how.from})`;
        return `100 * (avg(${number} >= 9) - avg(${number} <= 6))`;
      });
      return { shape: 'rows', rows: part };
    }
    case 'duration': {
      const { of, property, percentile } = formula;
      return {
        shape: 'rows',
        rows: numberPart(of, property, (number) => `quantileExactInclusive(${percentile / 100})(${number})`),
      };
    }
    case 'money': {
      const { of, property, currency, in: said } = formula;
      const filters =
        said === undefined ? of.filters : [...of.filters, { property: said, operator: 'equals' as const, value: currency }];
      return { shape: 'rows', rows: { ...amountPart({ what: 'sum', of: { ...of, filters }, property }), empty: null } };
    }
    default:
      return formula satisfies never;
  }
}

function amountPart(amount: Amount): RowsPart {
  const { of } = amount;
  switch (amount.what) {
    case 'rows':
      return { of, conditions: none, value: () => 'toFloat64(count())', base: 'rows', empty: 0 };
    case 'people':
      return { of, conditions: () => [known], value: (person) => `toFloat64(uniqExact(${person}))`, base: 'people', empty: 0 };
    case 'each': {
      const { property } = amount;
      const word = (typeOf: TypeOf, bound: Bound) => wordOf(property, typeOf(property), bound);
      return {
        of,
        conditions: (typeOf, bound) => [known, `isNotNull(${word(typeOf, bound)})`],
        value: (person, typeOf, bound) => `toFloat64(uniqExact(${person}, ${word(typeOf, bound)}))`,
        base: 'people',
        empty: 0,
      };
    }
    case 'sum':
      return { ...numberPart(of, amount.property, (number) => `sum(${number})`), empty: 0 };
    default:
      return amount satisfies never;
  }
}

/** Numbers come from the contract as numbers, so those of a definition may stand in the text; names never do. */
function numberPart(of: Selection, property: string, value: (number: string) => string): RowsPart {
  return {
    of,
    conditions: (_typeOf, bound) => [`mapContains(num, ${bound.add(property, 'String')})`],
    value: (_person, _typeOf, bound) => value(`num[${bound.add(property, 'String')}]`),
    base: 'rows',
    empty: null,
  };
}

/** In what the metric is told. */
export function unitOf(formula: Formula): Unit {
  switch (formula.kind) {
    case 'rate':
    case 'people_rate':
      return 'percent';
    case 'elapsed':
    case 'duration':
      return 'seconds';
    case 'money':
      return 'money';
    case 'score':
      if (formula.how.how === 'nps') return 'points';
      return formula.how.how === 'top_box' ? 'percent' : 'number';
    default:
      return 'number';
  }
}

/** Every selection of a formula, with the properties it needs to be there. */
export function selectionsOf(formula: Formula): { of: Selection; properties: string[] }[] {
  const asked = (of: Selection, ...more: string[]) => ({
    of,
    properties: [...of.filters.map(({ property }) => property), ...more],
  });
  switch (formula.kind) {
    case 'count':
    case 'people':
      return [asked(formula.of)];
    case 'rate':
      return [asked(formula.of, ...formula.where.map(({ property }) => property))];
    case 'people_rate':
      return [asked(formula.among), asked(formula.did)];
    case 'elapsed':
      return [asked(formula.from), asked(formula.to)];
    case 'ratio':
      return [formula.top, formula.bottom].map((part) => asked(part.of, ...('property' in part ? [part.property] : [])));
    case 'score':
    case 'duration':
      return [asked(formula.of, formula.property)];
    case 'money':
      return [asked(formula.of, formula.property, ...(formula.in === undefined ? [] : [formula.in]))];
    default:
      return formula satisfies never;
  }
}
