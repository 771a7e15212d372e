/** The rules that come with Verona, in the event names of Segment's specs where they have one. Each can be switched off. */
import type { RuleBody, Trigger } from '../../contract/rules.ts';

export interface Shipped {
  shipped: string;
  name: string;
  enabled: boolean;
  body: RuleBody;
}

const body = (trigger: Trigger, title: string, kind: string, priority: number): RuleBody => ({
  trigger,
  title,
  kind,
  priority,
  skills: [],
  queue: null,
});
const event = (name: string) => ({ event: name, where: [] });

export const shippedRules: readonly Shipped[] = [
  {
    shipped: 'checkout_stuck',
    name: 'Checkout stuck',
    enabled: true,
    body: body(
      {
        kind: 'begun_not_finished',
        begins: event('Checkout Started'),
        finishes: [event('Order Completed')],
        key: null,
        due: { by: 'minutes', minutes: 30 },
      },
      'Checkout stuck',
      'stuck_checkout',
      0,
    ),
  },
  {
    shipped: 'curse_in_public',
    name: 'Curse in public',
    enabled: true,
    body: body(
      {
        kind: 'event',
        any: [
          { event: 'Complaint Made', where: [{ property: 'channel', is: 'equal', value: 'public' }] },
          { event: 'Mention', where: [{ property: 'text', is: 'says', words: [] }] },
        ],
      },
      'In public: {{properties.text}}',
      'public_complaint',
      2,
    ),
  },
  {
    shipped: 'promise_missed',
    name: 'Promise missed',
    enabled: true,
    body: body(
      {
        kind: 'begun_not_finished',
        begins: event('Delivery Promised'),
        finishes: [event('Delivered'), event('Order Cancelled')],
        key: 'order_id',
        due: { by: 'property', property: 'promised_at' },
      },
      'Order {{properties.order_id}} has not arrived as promised',
      'broken_promise',
      1,
    ),
  },
  {
    shipped: 'delivery_late',
    name: 'Delivery late',
    enabled: true,
    body: body({ kind: 'event', any: [event('Delivery Late')] }, 'Order {{properties.order_id}} is late', 'broken_promise', 1),
  },
  {
    shipped: 'valued_at_risk',
    name: 'Valued customer at risk',
    // Who is valued, and at risk, is each company's own segment: choose it, then switch this on.
    enabled: false,
    body: body({ kind: 'segment_entered', segment: null }, '{{customer.name}} is at risk', 'customer_at_risk', 1),
  },
];
