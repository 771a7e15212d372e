/** The gist of an event in one line: its first properties (or traits) as `name value`. */
import type { KindBadge } from '../../ui/Badges.tsx';

export type EventKind = Parameters<typeof KindBadge>[0]['kind'];

const MOST = 4;
const LONGEST = 60;

export function excerptOf(body: string): string {
  let message: unknown;
  try {
    message = JSON.parse(body);
  } catch {
    // Cut short on its way: the drawer shows what there is.
    return '';
  }
  if (typeof message !== 'object' || message === null) return '';
  const { properties, traits } = message as Record<string, unknown>;
  const said = isFilled(properties) ? properties : traits;
  if (!isFilled(said)) return '';
  return Object.entries(said)
    .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value) && value !== '')
    .slice(0, MOST)
    .map(([key, value]) => `${key} ${shorten(String(value))}`)
    .join(' · ');
}

const isFilled = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0;
const shorten = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
