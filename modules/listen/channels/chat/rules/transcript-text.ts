/** A chat as a mail: who said what, when, in plain text. */
export interface Said {
  author: 'visitor' | 'team' | 'system';
  authorName: string | null;
  text: string;
  /** ISO 8601. */
  at: string;
  files: { name: string }[];
}

const names = { visitor: '–', team: '+', system: '*' };

export function transcriptText(lines: readonly Said[]): string {
  return lines
    .map(({ author, authorName, text, at, files }) => {
      const when = `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
      const said = [text, ...files.map(({ name }) => `[${name}]`)].filter(Boolean).join('\n');
      return `${names[author]} ${authorName ?? ''} (${when})\n${indented(said)}`;
    })
    .join('\n\n');
}

const indented = (text: string) => text.replace(/^/gm, '  ');
