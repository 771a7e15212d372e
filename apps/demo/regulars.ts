/** Customers of Casa Aurora with a longer story than chance would write: who they were, and who they are now. */

const dayMs = 86_400_000;

interface Heard {
  at: number;
  event: Record<string, unknown>;
}

/** Two years of Nora Valli, and of somebody who reads mail at her address. */
export function regularsOf(now: number): Heard[] {
  const ago = (days: number, event: Record<string, unknown>): Heard => ({ at: now - days * dayMs, event });
  const nora = { userId: 'aurora-nora' };
  const know = (days: number, traits: object, more: object = {}) => ago(days, { type: 'identify', ...nora, traits, ...more });
  const did = (days: number, event: string, properties: object) => ago(days, { type: 'track', ...nora, event, properties });
  const bought = (days: number, order_id: string, product: string, total: number) =>
    did(days, 'Order Completed', { order_id, product, total, currency: 'EUR' });
  return [
    ago(730.1, { type: 'page', anonymousId: 'nora-phone', name: 'How to choose a trail shoe' }),
    know(
      730,
      { name: 'Nora Valli', email: 'nora@valli.example', city: 'Bologna', plan: 'guest', shoe_size: 38 },
      { anonymousId: 'nora-phone' },
    ),
    bought(729.9, 'N1', 'Trail runner', 119),
    bought(561, 'N2', 'Canvas low', 59),
    know(512, { city: 'Verona' }),
    know(400, { plan: 'member' }, { context: { consent: { categoryPreferences: { newsletter: true, phone_calls: false } } } }),
    bought(399, 'N3', 'Trail runner', 119),
    ago(300, {
      type: 'group',
      ...nora,
      groupId: 'circolo-podistico',
      traits: { name: 'Circolo Podistico Verona', city: 'Verona', role: 'trainer' },
    }),
    know(200, { shoe_size: 38.5, phone: '+39 045 555 0142' }),
    bought(120, 'N4', 'Hiking boot', 189),
    did(118, 'Delivery Late', { order_id: 'N4', days_late: 2 }),
    did(117.6, 'Complaint Made', { channel: 'e-mail', text: 'The boots were for Saturday. It is Monday.' }),
    bought(31, 'N5', 'Trail runner', 119),
    know(30, { plan: 'gold' }),
    did(3, 'Review Written', { product: 'Trail runner', stars: 5, text: 'Third pair. They last.' }),
    did(0.2, 'Product Viewed', { product_id: 'aur-04', name: 'Hiking boot', price: 189 }),
    // One mailbox, two accounts: a question for somebody, never a merge by itself.
    ago(90, {
      type: 'identify',
      userId: 'aurora-paolo',
      traits: { name: 'Paolo Valli', email: 'nora@valli.example', city: 'Verona', plan: 'guest' },
    }),
    ago(89, {
      type: 'track',
      userId: 'aurora-paolo',
      event: 'Order Completed',
      properties: { order_id: 'P1', product: 'City loafer', total: 139, currency: 'EUR' },
    }),
  ];
}
