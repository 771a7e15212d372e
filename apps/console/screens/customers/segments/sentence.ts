/** A rule as a sentence a colleague would say. Pure: rule and words in, text out. */
import type { FactTest, SegmentMoment, SegmentRule, SegmentWindow } from '#customers/contract';

export interface Speaker {
  t(key: string, values?: Record<string, unknown>): string;
  number(value: number): string;
  date(instant: string): string;
  segmentName(id: string): string | undefined;
  /** What the people of a list had in common. */
  listOrigin(id: string): string | undefined;
}

export function sentenceOf(rule: SegmentRule, say: Speaker, inside = false): string {
  if (rule.kind !== 'group') return leafOf(rule, say);
  const parts = rule.rules.map((inner) => sentenceOf(inner, say, rule.rules.length > 1));
  if (rule.match === 'none') return bracketed(say.t('segments.say.none', { rules: parts.join(', ') }), inside);
  const word = say.t(rule.match === 'all' ? 'segments.say.and' : 'segments.say.or');
  return bracketed(parts.join(` ${word} `), inside && parts.length > 1);
}

const bracketed = (text: string, needed: boolean) => (needed ? `(${text})` : text);

function leafOf(leaf: Exclude<SegmentRule, { kind: 'group' }>, say: Speaker): string {
  const { t } = say;
  switch (leaf.kind) {
    case 'trait':
      return factOf(leaf.trait, leaf.test, say);
    case 'trait_changed':
      return t('segments.say.trait_changed', { fact: leaf.trait, window: windowOf(leaf.within, say) });
    case 'event': {
      const values = {
        events: eventsOf(leaf, say),
        window: windowOf(leaf.window, say),
        comparison: t(`segments.compare.${leaf.operator}`),
        amount: say.number(leaf.amount),
      };
      if (leaf.measure.of === 'sum') return t('segments.say.sum', { ...values, property: leaf.measure.property });
      return t(leaf.operator === 'at_least' && leaf.amount === 1 ? 'segments.say.did' : 'segments.say.times', values);
    }
    case 'no_event':
      return t('segments.say.did_not', { events: eventsOf(leaf, say), window: windowOf(leaf.window, say) });
    case 'event_time':
      return t(leaf.which === 'first' ? 'segments.say.first' : 'segments.say.last', {
        events: eventsOf(leaf, say),
        window: windowOf(leaf.when, say),
      });
    case 'segment': {
      const segment = quoted(say.segmentName(leaf.segment) ?? t('segments.say.gone'));
      return t(leaf.member ? 'segments.say.in' : 'segments.say.out', { segment });
    }
    case 'list': {
      const list = quoted(say.listOrigin(leaf.list) ?? t('segments.say.gone_list'));
      return t(leaf.on ? 'segments.say.on' : 'segments.say.off', { list });
    }
    case 'customer': {
      const kinds = leaf.is.map((kind) => t(`segments.say.${kind}`));
      return t('segments.say.customer', { kinds: kinds.join(` ${t('segments.say.or')} `) });
    }
    case 'consent':
      return t(`segments.say.${leaf.is}`, { purpose: leaf.purpose });
    case 'identifier':
      return t(leaf.has ? 'segments.say.has' : 'segments.say.has_no', { type: leaf.type });
  }
}

function factOf(fact: string, test: FactTest, say: Speaker): string {
  const value = (one: string | number) => (typeof one === 'number' ? say.number(one) : quoted(one));
  const values = {
    fact,
    ...('value' in test && { value: value(test.value) }),
    ...('from' in test && { from: value(test.from), to: value(test.to) }),
  };
  return say.t(`segments.say.${test.operator}`, values);
}

const quoted = (text: string) => `“${text}”`;

function eventsOf({ event, where }: { event: string; where: { property: string; test: FactTest }[] }, say: Speaker): string {
  if (where.length === 0) return quoted(event);
  const filters = where.map(({ property, test }) => factOf(property, test, say)).join(` ${say.t('segments.say.and')} `);
  return say.t('segments.say.where', { event: quoted(event), filters });
}

function windowOf(window: SegmentWindow | SegmentMoment, { t, date }: Speaker): string {
  if (window.in === 'ever') return t('segments.say.ever');
  if (window.in === 'between') return t('segments.say.from_to', { from: date(window.from), to: date(window.to) });
  const name = window.in === 'last' ? 'last' : 'before';
  return t(`segments.say.${name}_${window.unit}`, { count: window.amount });
}
