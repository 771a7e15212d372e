/** The door to HTML from strangers: cleaned by an allow-list in a thread, cut at a deadline, shown in a sandbox. */
export { framed } from './framed.ts';
export { createHtml, type Html, type Sanitized, type SanitizeOptions } from './html.ts';
export { roughText } from './rough-text.ts';
