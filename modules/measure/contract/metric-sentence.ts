/** A metric's definition in one sentence a person can check. Pure: the API, the console and exports say the same. */
import type { Filter } from './events.ts';
import type { Amount, Formula, Selection } from './metrics.ts';

export type SentenceLanguage = 'en' | 'it';

interface Words {
  and: string;
  anything: string;
  conversations: string;
  operator: Record<Filter['operator'], (property: string, value: string) => string>;
  times: (what: string) => string;
  people: (what: string) => string;
  peopleOf: (what: string) => string;
  sum: (property: string, what: string) => string;
  each: (property: string, what: string) => string;
  under: (what: string, conditions: string) => string;
  rate: (what: string, conditions: string) => string;
  did: (among: string, did: string, within: string) => string;
  didNot: (among: string, did: string, within: string) => string;
  ratio: (top: string, bottom: string) => string;
  nps: (property: string, what: string) => string;
  topBox: (property: string, what: string, from: string) => string;
  mean: (property: string, what: string) => string;
  elapsed: (statistic: string, from: string, to: string, within: string) => string;
  duration: (statistic: string, property: string, what: string) => string;
  money: (property: string, what: string, currency: string) => string;
  median: string;
  percentile: (percentile: string) => string;
  hours: (count: number) => string;
  days: (count: number) => string;
  minutes: (count: number) => string;
}

const en: Words = {
  and: ' and ',
  anything: 'anything',
  conversations: 'conversations on any channel',
  operator: {
    equals: (property, value) => `${property} is ${value}`,
    not_equals: (property, value) => `${property} is not ${value}`,
    contains: (property, value) => `${property} contains ${value}`,
    greater: (property, value) => `${property} is more than ${value}`,
    less: (property, value) => `${property} is less than ${value}`,
    exists: (property) => `${property} is there`,
    absent: (property) => `${property} is missing`,
  },
  times: (what) => `number of ${what}`,
  people: (what) => `Different people with ${what}`,
  peopleOf: (what) => `people with ${what}`,
  sum: (property, what) => `${property} of ${what}, added up`,
  each: (property, what) => `different values of ${property} that each person had in ${what}`,
  under: (what, conditions) => `${what} where ${conditions}`,
  rate: (what, conditions) => `Of ${what}, the share where ${conditions}`,
  did: (among, did, within) => `Of the people with ${among}, the share with ${did} within ${within} after it`,
  didNot: (among, did, within) => `Of the people with ${among}, the share without ${did} within ${within} after the last one`,
  ratio: (top, bottom) => `${top}, divided by ${bottom}`,
  nps: (property, what) => `Of ${what}, the share with ${property} 9 or 10 less the share with 0 to 6`,
  topBox: (property, what, from) => `Of ${what}, the share with ${property} of at least ${from}`,
  mean: (property, what) => `Mean of ${property} in ${what}`,
  elapsed: (statistic, from, to, within) => `${statistic} of the time a person takes from ${from} to ${to}, within ${within}`,
  duration: (statistic, property, what) => `${statistic} of ${property} in ${what}`,
  money: (property, what, currency) => `${property} of ${what}, added up in ${currency}`,
  median: 'Median',
  percentile: (percentile) => `Percentile ${percentile}`,
  hours: (count) => (count === 1 ? '1 hour' : `${count} hours`),
  days: (count) => (count === 1 ? '1 day' : `${count} days`),
  minutes: (count) => (count === 1 ? '1 minute' : `${count} minutes`),
};

const it: Words = {
  and: ' e ',
  anything: 'qualsiasi cosa',
  conversations: 'conversazioni su qualsiasi canale',
  operator: {
    equals: (property, value) => `${property} è ${value}`,
    not_equals: (property, value) => `${property} non è ${value}`,
    contains: (property, value) => `${property} contiene ${value}`,
    greater: (property, value) => `${property} è più di ${value}`,
    less: (property, value) => `${property} è meno di ${value}`,
    exists: (property) => `${property} è presente`,
    absent: (property) => `${property} manca`,
  },
  times: (what) => `numero di ${what}`,
  people: (what) => `Persone diverse con ${what}`,
  peopleOf: (what) => `persone con ${what}`,
  sum: (property, what) => `${property} di ${what}, in somma`,
  each: (property, what) => `valori diversi di ${property} che ogni persona ha avuto in ${what}`,
  under: (what, conditions) => `${what} dove ${conditions}`,
  rate: (what, conditions) => `Tra ${what}, la quota dove ${conditions}`,
  did: (among, did, within) => `Tra le persone con ${among}, la quota con ${did} entro ${within} da lì`,
  didNot: (among, did, within) => `Tra le persone con ${among}, la quota senza ${did} entro ${within} dall’ultima volta`,
  ratio: (top, bottom) => `${top}, diviso ${bottom}`,
  nps: (property, what) => `Tra ${what}, la quota con ${property} 9 o 10 meno la quota con 0–6`,
  topBox: (property, what, from) => `Tra ${what}, la quota con ${property} di almeno ${from}`,
  mean: (property, what) => `Media di ${property} in ${what}`,
  elapsed: (statistic, from, to, within) => `${statistic} del tempo che una persona impiega da ${from} a ${to}, entro ${within}`,
  duration: (statistic, property, what) => `${statistic} di ${property} in ${what}`,
  money: (property, what, currency) => `${property} di ${what}, in somma in ${currency}`,
  median: 'Mediana',
  percentile: (percentile) => `Percentile ${percentile}`,
  hours: (count) => (count === 1 ? '1 ora' : `${count} ore`),
  days: (count) => (count === 1 ? '1 giorno' : `${count} giorni`),
  minutes: (count) => (count === 1 ? '1 minuto' : `${count} minuti`),
};

const vocabularies: Record<SentenceLanguage, Words> = { en, it };

export function metricSentence(formula: Formula, language: SentenceLanguage = 'en'): string {
  const words = vocabularies[language];
  const what = (of: Selection) => selected(of, words);
  const statistic = (percentile: number) => (percentile === 50 ? words.median : words.percentile(String(percentile)));
  return `${capitalised(said())}.`;

  function said(): string {
    switch (formula.kind) {
      case 'count':
        return words.times(what(formula.of));
      case 'people':
        return words.people(what(formula.of));
      case 'rate':
        return words.rate(what(formula.of), conditions(formula.where, words));
      case 'people_rate': {
        const say = formula.not ? words.didNot : words.did;
        return say(what(formula.among), what(formula.did), during(formula.hours, words));
      }
      case 'ratio':
        return words.ratio(added(formula.top, words), added(formula.bottom, words));
      case 'score': {
        const { how, of, property } = formula;
        if (how.how === 'nps') return words.nps(property, what(of));
        return how.how === 'mean' ? words.mean(property, what(of)) : words.topBox(property, what(of), String(how.from));
      }
      case 'elapsed':
        return words.elapsed(statistic(formula.percentile), what(formula.from), what(formula.to), during(formula.hours, words));
      case 'duration':
        return words.duration(statistic(formula.percentile), formula.property, what(formula.of));
      case 'money':
        return words.money(formula.property, what(formula.of), formula.currency);
      default:
        return formula satisfies never;
    }
  }
}

function selected({ source, event, filters }: Selection, words: Words): string {
  const named = event === undefined ? words.anything : `“${event}”`;
  const what = source === 'conversations' ? words.conversations : named;
  return filters.length === 0 ? what : words.under(what, conditions(filters, words));
}

const conditions = (filters: readonly Filter[], words: Words) =>
  filters.map(({ property, operator, value }) => words.operator[operator](property, String(value ?? ''))).join(words.and);

function added(amount: Amount, words: Words): string {
  const what = selected(amount.of, words);
  if (amount.what === 'rows') return words.times(what);
  if (amount.what === 'people') return words.peopleOf(what);
  return amount.what === 'sum' ? words.sum(amount.property, what) : words.each(amount.property, what);
}

function during(hours: number, words: Words): string {
  if (hours >= 48 && hours % 24 === 0) return words.days(hours / 24);
  return hours < 1 ? words.minutes(Math.round(hours * 60)) : words.hours(hours);
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
