/** Who answered, as screens name and open them. */
import type { SurveyResponse } from '#listen/contract';

type Who = Pick<SurveyResponse, 'person' | 'sender'>;

export const nameOf = ({ person, sender }: Who, visitor: string): string =>
  person ?? (sender.type === 'anonymous_id' ? `${visitor} ${sender.value.slice(-4)}` : sender.value);

/** Customers are found by any identifier they are known by. */
export const personLink = ({ sender }: Who): string => `/customers/${encodeURIComponent(`${sender.type}:${sender.value}`)}`;
