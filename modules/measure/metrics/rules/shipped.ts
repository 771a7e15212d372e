/**
 * Metrics that come with Verona: the field's own measures, as definitions like anybody else's. Where nothing was heard yet they
 * say what they need; none has a value of its own.
 */
import type { Filter, Formula, Metric, MetricGroup, Selection } from '../../contract.ts';

export interface Shipped {
  shipped: string;
  name: string;
  group: MetricGroup;
  better: Metric['better'];
  interval: Metric['interval'];
  breakdowns: string[];
  formula: Formula;
}

const event = (name: string, ...filters: Filter[]): Selection => ({ source: 'events', event: name, filters });
const conversations = (...filters: Filter[]): Selection => ({ source: 'conversations', filters });
const is = (property: string, value: string): Filter => ({ property, operator: 'equals', value });
const isNot = (property: string, value: string): Filter => ({ property, operator: 'not_equals', value });
const answered = (type: string) => event('Survey Answered', is('question_type', type));
const orders = event('Order Completed');
const visits = event('Help Visit Ended');
const days = (count: number) => count * 24;

const exists = (property: string): Filter => ({ property, operator: 'exists' });
const ofCustomers = conversations({ property: 'contacts', operator: 'greater', value: 0 });
const channels = ['channel', 'kind', 'language'];

export const shippedMetrics: readonly Shipped[] = [
  {
    ...{ shipped: 'nps', name: 'Net promoter score', group: 'feeling', better: 'higher', interval: 'month' },
    breakdowns: ['survey_name'],
    formula: { kind: 'score', of: answered('nps'), property: 'value', how: { how: 'nps' } },
  },
  {
    ...{ shipped: 'csat', name: 'Satisfaction (CSAT)', group: 'feeling', better: 'higher', interval: 'week' },
    breakdowns: ['survey_name'],
    formula: { kind: 'score', of: answered('csat'), property: 'value', how: { how: 'top_box', from: 4 } },
  },
  {
    ...{ shipped: 'ces', name: 'Ease (CES)', group: 'feeling', better: 'higher', interval: 'week' },
    breakdowns: ['survey_name'],
    formula: { kind: 'score', of: answered('ces'), property: 'value', how: { how: 'top_box', from: 5 } },
  },
  {
    ...{ shipped: 'fcr', name: 'Solved at first contact, on any channel', group: 'care', better: 'higher', interval: 'week' },
    breakdowns: channels,
    formula: { kind: 'rate', of: conversations(exists('first_contact')), where: [is('first_contact', 'yes')] },
  },
  {
    ...{ shipped: 'asked_again', name: 'Asked again', group: 'care', better: 'lower', interval: 'week' },
    breakdowns: channels,
    formula: {
      kind: 'rate',
      of: conversations(exists('asked_again')),
      where: [is('asked_again', 'yes')],
    },
  },
  {
    ...{ shipped: 'time_to_human', name: 'Time to a human', group: 'care', better: 'lower', interval: 'week' },
    breakdowns: channels,
    formula: { kind: 'duration', of: ofCustomers, property: 'answer_seconds', percentile: 50 },
  },
  {
    ...{ shipped: 'contacts_per_order', name: 'Contacts per order', group: 'care', better: 'lower', interval: 'week' },
    breakdowns: [],
    formula: {
      kind: 'ratio',
      top: { what: 'sum', of: conversations(), property: 'contacts' },
      bottom: { what: 'rows', of: orders },
    },
  },
  {
    ...{ shipped: 'self_service', name: 'Truly solved by themselves', group: 'care', better: 'higher', interval: 'week' },
    breakdowns: ['place'],
    formula: { kind: 'rate', of: visits, where: [is('outcome', 'resolved')] },
  },
  {
    ...{ shipped: 'opportunity_coverage', name: 'Opportunities engaged', group: 'care', better: 'higher', interval: 'week' },
    breakdowns: ['kind'],
    formula: { kind: 'rate', of: conversations(is('opened_by', 'rule')), where: [is('answer', 'human')] },
  },
  {
    ...{ shipped: 'promise_instant', name: 'Promise: instant', group: 'care', better: 'higher', interval: 'week' },
    breakdowns: channels,
    formula: {
      kind: 'rate',
      of: ofCustomers,
      where: [{ property: 'waited_seconds', operator: 'less', value: 60 }, is('answer', 'human')],
    },
  },
  {
    ...{ shipped: 'promise_satisfying', name: 'Promise: satisfying', group: 'care', better: 'higher', interval: 'week' },
    breakdowns: channels,
    formula: { kind: 'score', of: ofCustomers, property: 'rating', how: { how: 'top_box', from: 4 } },
  },
  {
    ...{ shipped: 'promise_personal', name: 'Promise: personal', group: 'care', better: 'higher', interval: 'week' },
    breakdowns: channels,
    formula: {
      kind: 'rate',
      of: conversations(isNot('one_person', 'nobody')),
      where: [is('one_person', 'yes')],
    },
  },
  {
    ...{ shipped: 'promise_human', name: 'Promise: human', group: 'care', better: 'higher', interval: 'week' },
    breakdowns: channels,
    formula: {
      kind: 'rate',
      of: conversations({ property: 'contacts', operator: 'greater', value: 0 }, isNot('outcome', 'open')),
      where: [is('answer', 'human')],
    },
  },
  {
    ...{ shipped: 'conversion', name: 'Conversion', group: 'behaviour', better: 'higher', interval: 'week' },
    breakdowns: ['$source'],
    formula: { kind: 'people_rate', among: event('Product Viewed'), did: orders, hours: days(7), not: false },
  },
  {
    ...{ shipped: 'cart_abandonment', name: 'Checkouts abandoned', group: 'behaviour', better: 'lower', interval: 'week' },
    breakdowns: ['$source'],
    formula: { kind: 'people_rate', among: event('Checkout Started'), did: orders, hours: 24, not: true },
  },
  {
    ...{ shipped: 'breadth', name: 'Breadth of use', group: 'behaviour', better: 'higher', interval: 'week' },
    breakdowns: ['$source'],
    formula: {
      kind: 'ratio',
      top: { what: 'each', of: { source: 'events', filters: [is('$kind', 'track')] }, property: '$event' },
      bottom: { what: 'people', of: { source: 'events', filters: [is('$kind', 'track')] } },
    },
  },
  {
    ...{ shipped: 'repeat_purchase', name: 'Bought again', group: 'value', better: 'higher', interval: 'month' },
    breakdowns: [],
    formula: { kind: 'people_rate', among: orders, did: orders, hours: days(90), not: false },
  },
  {
    ...{ shipped: 'churn', name: 'Fell silent', group: 'value', better: 'lower', interval: 'month' },
    breakdowns: [],
    formula: {
      kind: 'people_rate',
      among: { source: 'events', filters: [] },
      did: { source: 'events', filters: [] },
      hours: days(30),
      not: true,
    },
  },
  {
    ...{ shipped: 'revenue', name: 'Revenue', group: 'value', better: 'higher', interval: 'week' },
    breakdowns: ['$source'],
    formula: { kind: 'money', of: orders, property: 'total', currency: 'EUR', in: 'currency' },
  },
];
