/**
 * Whether rich text would give Markdown back as it was. What the editor has no node for (tables, pictures, footnotes, raw
 * HTML) it would drop on saving: such a body is written as Markdown.
 */
export const needsSource = (markdown: string): boolean =>
  /^ {0,3}\|?(\s*:?-+:?\s*\|)+[\s:|-]*$/m.test(markdown) ||
  /!\[/.test(markdown) ||
  /^\[[^\]]+\]:/m.test(markdown) ||
  /^\s*[-*+] \[[ x]\]/im.test(markdown) ||
  /<[a-z!/?]/i.test(markdown);
