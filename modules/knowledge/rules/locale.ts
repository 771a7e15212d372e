/** Which language somebody is answered in, and how Postgres reads it. */

const base = (locale: string) => locale.split('-')[0] ?? locale;

/** The first of the wanted ones that is spoken: exactly, else by its language alone ("en-GB" reads "en"). */
export function choose(wanted: readonly string[], spoken: readonly string[]): string | undefined {
  for (const one of wanted) {
    const found = spoken.find((each) => each === one) ?? spoken.find((each) => base(each) === base(one));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Languages a browser asks for, best first (RFC 9110 §12.5.4). */
export function readAcceptLanguage(header: string | undefined): string[] {
  return (header ?? '')
    .slice(0, 500)
    .split(',')
    .map((part, at) => {
      const [tag = '', ...more] = part.trim().split(';');
      const quality = more.map((one) => /^\s*q=([\d.]+)\s*$/.exec(one)?.[1]).find((one) => one !== undefined);
      return { tag, at, quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ tag, quality }) => /^[a-z]{2,3}(-[a-z0-9]+)*$/i.test(tag) && quality > 0)
    .toSorted((a, b) => b.quality - a.quality || a.at - b.at)
    .map(({ tag }) => tag);
}

/** Stemmers that come with Postgres. */
const configs: Record<string, string> = {
  ar: 'arabic',
  da: 'danish',
  de: 'german',
  el: 'greek',
  en: 'english',
  es: 'spanish',
  fi: 'finnish',
  fr: 'french',
  hu: 'hungarian',
  id: 'indonesian',
  it: 'italian',
  lt: 'lithuanian',
  nb: 'norwegian',
  nl: 'dutch',
  no: 'norwegian',
  pt: 'portuguese',
  ro: 'romanian',
  ru: 'russian',
  sv: 'swedish',
  tr: 'turkish',
};

/** Name of the text search configuration in the schema `knowledge`. */
export const configOf = (locale: string): string => configs[base(locale)] ?? 'simple';

export const isRightToLeft = (locale: string): boolean => ['ar', 'he', 'fa', 'ur'].includes(base(locale));
