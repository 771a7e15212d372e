/** Words as somebody reads them: in their language, in its main form, or as they were first written. */
export function wordIn(words: Readonly<Record<string, string>>, locale: string | undefined): string {
  const main = locale?.split('-')[0];
  return (locale && words[locale]) || (main && words[main]) || (words.default ?? words.en ?? '');
}

/** A text of SurveyJS, plain or by locale, by locale. */
export function wordsIn(text: unknown): Record<string, string> {
  if (typeof text === 'string') return { default: text };
  if (typeof text !== 'object' || text === null) return {};
  return Object.fromEntries(Object.entries(text).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
