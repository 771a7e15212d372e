/** Headers of a mail as pairs, names in lower case, values unfolded. */
export type MailHeaders = readonly (readonly [name: string, value: string])[];

/** The first of that name, or an empty text. */
export const headerOf = (headers: MailHeaders, name: string): string => headers.find(([each]) => each === name)?.[1] ?? '';

export const headersOf = (headers: MailHeaders, name: string): string[] =>
  headers.filter(([each]) => each === name).map(([, value]) => value);
