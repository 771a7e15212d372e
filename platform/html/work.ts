/** What a thread does with one piece of HTML. */
import { type Cleaned, type CleanOptions, clean } from './clean.ts';
import { roughText } from './rough-text.ts';

export interface Asked extends CleanOptions {
  html: string;
}
export interface Answered extends Cleaned {
  text: string;
}

export function work({ html, ...options }: Asked): Answered {
  const cleaned = clean(html, options);
  // Text of what is clean: what a reader would not see (styles, scripts, heads) is not in it any more.
  return { ...cleaned, text: roughText(cleaned.html, cleaned.html.length) };
}
