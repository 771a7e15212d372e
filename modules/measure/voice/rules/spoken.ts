/** Which words of an event are the customer's, and what they speak of. */

export interface Spoken {
  text: string;
  channel: string;
  product: string;
  touchpoint: string;
  moment: string | null;
  hint: string | null;
}

/** Where programs put the words, the likeliest first. */
const places = ['text', 'comment', 'message', 'body', 'review', 'content', 'feedback', 'note'] as const;
const longest = 20_000;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const channelOf: Record<string, string> = {
  'Survey Answered': 'survey',
  'Review Submitted': 'review',
  Mention: 'mention',
  'Feedback Submitted': 'feedback',
  'Call Note': 'phone',
};

type Properties = Readonly<Record<string, unknown>>;
const wordOf = (properties: Properties, ...names: string[]): string => {
  for (const name of names) {
    const value = properties[name];
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
  }
  return '';
};

/** Undefined: the event carries no words of theirs. */
export function spokenIn(name: string, properties: Properties): Spoken | undefined {
  const answer = name === 'Survey Answered';
  if (answer && properties.question_type !== 'text') return undefined;
  const text = answer ? wordOf(properties, 'text', 'value') : wordOf(properties, ...places);
  // Letters make words; a number or a smile alone is a score, and scores are metrics.
  if (!/\p{L}/u.test(text)) return undefined;
  const moment = wordOf(properties, 'moment');
  return {
    text: text.slice(0, longest),
    channel: wordOf(properties, 'channel', 'network') || channelOf[name] || 'event',
    product: wordOf(properties, 'product', 'product_name', 'sku').slice(0, 200),
    touchpoint: wordOf(properties, 'touchpoint', 'survey_name', 'place', 'page').slice(0, 200),
    moment: uuid.test(moment) ? moment.toLowerCase() : null,
    hint: wordOf(properties, 'language', 'locale').slice(0, 2) || null,
  };
}
