/** Words typed to call something up: `@` a colleague in a note, `/` a text to begin a line with. */
export interface Trigger {
  /** Where the sign stands; what was typed up to the caret is replaced from here. */
  from: number;
  query: string;
}

const patterns = { '@': /(?:^|\s)@([\p{L}\p{N}._-]*)$/u, '/': /(?:^|\n)\/([\p{L}\p{N} _-]{0,40})$/u } as const;
export type TriggerSign = keyof typeof patterns;

export function triggerAt(text: string, caret: number, sign: TriggerSign): Trigger | undefined {
  const query = patterns[sign].exec(text.slice(0, caret))?.[1];
  return query === undefined ? undefined : { from: caret - query.length - 1, query };
}

/** The text with the called-up words in place of what was typed, and where the caret goes on. */
export function replacing(text: string, caret: number, { from }: Trigger, by: string): { text: string; caret: number } {
  return { text: text.slice(0, from) + by + text.slice(caret), caret: from + by.length };
}

/** Who is still named in the text. */
export const mentionedIn = (text: string, named: readonly { id: string; name: string }[]): string[] => [
  ...new Set(named.filter(({ name }) => text.includes(`@${name}`)).map(({ id }) => id)),
];
