/**
 * Changes to a definition, wherever its questions lie: on pages, in panels, or beside each other. What these words do not know
 * of is left as it is, so that a survey from elsewhere loses nothing by being edited here.
 */
import type { SurveyDefinition } from '#listen/contract';

export type Element = Record<string, unknown> & { type?: string; name?: string; elements?: Element[] };
type Holder = Record<string, unknown> & { pages?: Holder[]; elements?: Element[] };

/** Everything that is asked, in the order it is asked. */
export function elementsOf(definition: SurveyDefinition): Element[] {
  const inside = (element: Element): Element[] =>
    Array.isArray(element.elements) ? element.elements.flatMap(inside) : [element];
  return holdersOf(definition).flatMap(({ elements = [] }) => elements.flatMap(inside));
}

const holdersOf = (definition: SurveyDefinition): Holder[] => {
  const { pages } = definition as Holder;
  return Array.isArray(pages) ? pages : [definition as Holder];
};

/** Applies a change to each list of elements, from the outermost inwards. */
function throughLists(definition: SurveyDefinition, change: (elements: Element[]) => Element[]): SurveyDefinition {
  const inside = (elements: Element[]): Element[] =>
    change(elements).map((element) =>
      Array.isArray(element.elements) ? { ...element, elements: inside(element.elements) } : element,
    );
  const holder = (one: Holder): Holder => (Array.isArray(one.elements) ? { ...one, elements: inside(one.elements) } : one);
  const { pages } = definition as Holder;
  return Array.isArray(pages) ? { ...definition, pages: pages.map(holder) } : holder(definition as Holder);
}

export const withElement = (definition: SurveyDefinition, name: string, change: Element): SurveyDefinition =>
  throughLists(definition, (elements) =>
    elements.map((element) => (element.name === name ? { ...element, ...change } : element)),
  );

export const withoutElement = (definition: SurveyDefinition, name: string): SurveyDefinition =>
  throughLists(definition, (elements) => elements.filter((element) => element.name !== name));

/** One place up or down among those beside it. */
export const moved = (definition: SurveyDefinition, name: string, by: -1 | 1): SurveyDefinition =>
  throughLists(definition, (elements) => {
    const from = elements.findIndex((element) => element.name === name);
    const to = from + by;
    const [one, other] = [elements[from], elements[to]];
    if (from < 0 || one === undefined || other === undefined) return elements;
    return elements.with(from, other).with(to, one);
  });

export const kinds = ['nps', 'csat', 'ces', 'rating', 'radiogroup', 'checkbox', 'boolean', 'comment'] as const;
export type NewKind = (typeof kinds)[number];

/** At the end, under a name that is free. */
export function withNew(definition: SurveyDefinition, kind: NewKind, title: string): SurveyDefinition {
  const names = new Set(elementsOf(definition).map(({ name }) => name));
  let name: string = kind;
  for (let no = 2; names.has(name); no += 1) name = `${kind}${no}`;
  const element = { ...shapes[kind], name, title };
  const { pages } = definition as Holder;
  const last = pages?.at(-1);
  if (!Array.isArray(pages) || last === undefined)
    return { ...definition, elements: [...((definition as Holder).elements ?? []), element] };
  return { ...definition, pages: [...pages.slice(0, -1), { ...last, elements: [...(last.elements ?? []), element] }] };
}

const shapes: Record<NewKind, Element> = {
  nps: { type: 'rating', measures: 'nps', rateMin: 0, rateMax: 10, isRequired: true },
  csat: { type: 'rating', measures: 'csat', rateMin: 1, rateMax: 5, isRequired: true },
  ces: { type: 'rating', measures: 'ces', rateMin: 1, rateMax: 7, isRequired: true },
  rating: { type: 'rating', rateMin: 1, rateMax: 5 },
  radiogroup: { type: 'radiogroup', choices: ['A', 'B'] },
  checkbox: { type: 'checkbox', choices: ['A', 'B'] },
  boolean: { type: 'boolean' },
  comment: { type: 'comment' },
};

type Words = string | Record<string, string> | undefined;

/** A text in one locale; `default` is what everybody else reads. */
export function textIn(words: unknown, locale: string): string {
  if (typeof words === 'string') return locale === 'default' ? words : '';
  return (words as Record<string, string> | undefined)?.[locale] ?? '';
}

export function withText(words: unknown, locale: string, text: string): Words {
  const whole: Record<string, string> =
    typeof words === 'string' ? { default: words } : { ...(words as Record<string, string> | undefined) };
  const next = { ...whole, [locale]: text };
  if (text === '' && locale !== 'default') delete next[locale];
  const only = Object.keys(next);
  return only.length === 1 && only[0] === 'default' ? next.default : next;
}

/** Choices as lines of text in one locale: one a line, in the order of the choices. */
export function choiceLines(choices: unknown, locale: string): string {
  return (Array.isArray(choices) ? choices : [])
    .map((choice: unknown) => {
      if (typeof choice !== 'object' || choice === null) return locale === 'default' ? String(choice) : '';
      const { value, text } = choice as { value: unknown; text?: unknown };
      return textIn(text, locale) || (locale === 'default' ? String(value) : '');
    })
    .join('\n');
}

/** The lines back into choices. A choice keeps its value, whatever it is called: answers were given to it. */
export function withChoiceLines(choices: unknown, locale: string, lines: string): unknown[] {
  const before: unknown[] = Array.isArray(choices) ? choices : [];
  const texts = lines.split('\n');
  const count = locale === 'default' ? texts.length : before.length;
  return Array.from({ length: count }, (_one, at) => {
    const old = before[at];
    const said = texts[at] ?? '';
    if (typeof old === 'object' && old !== null) {
      const { value, text } = old as { value: unknown; text?: unknown };
      return { ...old, value, text: withText(text, locale, said) };
    }
    if (old === undefined || (locale === 'default' && old === said)) return said;
    return { value: old, text: withText(String(old), locale, said) };
  });
}
