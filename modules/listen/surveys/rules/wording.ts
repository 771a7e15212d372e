/** Words as somebody reads them: in their language, in its main form, or as they were first written. */
export function wordIn(words: Readonly<Record<string, string>>, locale: string | undefined): string {
  const main = locale?.split('-')[0];
  return (locale && words[locale]) || (main && words[main]) || (words.default ?? words.en ?? '');
}
