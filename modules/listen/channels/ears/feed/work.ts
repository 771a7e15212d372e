/** What a thread does with one feed: strangers' XML and JSON, taken apart by the one door to feedsmith. */
import { type Asked, type FeedItem, itemsOf } from './items.ts';

export const work = ({ text }: Asked): FeedItem[] => itemsOf(text);
