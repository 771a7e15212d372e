/** What people type when they look for somebody, and what it is compared with. */

/** Letters that do not come apart into a base letter and a mark. */
const special: Record<string, string> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', þ: 'th', ł: 'l', ħ: 'h', ı: 'i' };

/** Small letters without marks: "Jørgen Müller" and "JORGEN MULLER" are found by each other. */
export function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[ßæœøđðþłħı]/g, (letter) => special[letter] ?? letter)
    .replace(/\s+/g, ' ')
    .trim();
}

export interface Wanted {
  /** Parts that must all occur. */
  words: string[];
  /** The digits that must occur, when it looks like a phone number: country code or leading zero left out. */
  digits: string | undefined;
}

/** A phone number in any format: `+49 (0)30 123-456`, `030/123456`, `0049 30 123456` all end in the same digits. */
export function wantedOf(search: string): Wanted {
  const text = plain(search).slice(0, 200);
  const number = text.replace(/\(0\)/g, '').replace(/[\s()/.-]+/g, '');
  const digits = /^\+?\d{5,20}$/.test(number) ? number.replace(/^(\+|00|0)/, '') : undefined;
  return { words: text.split(' ').filter(Boolean).slice(0, 8), digits };
}

/** For LIKE: the text itself, wherever it stands. */
export const anywhere = (text: string): string => `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
