/** What every question over events is asked in: filters, intervals, a time zone. */
import { personalMarks, z } from '#platform/contract';

export const operators = ['equals', 'not_equals', 'contains', 'greater', 'less', 'exists', 'absent'] as const;
export const property = z.string().trim().min(1).max(200).register(personalMarks, { mark: 'property' });

export const filter = z.strictObject({
  property,
  operator: z.enum(operators),
  value: z.union([z.string().max(1000), z.number()]).optional(),
});
export type Filter = z.infer<typeof filter>;

export const intervals = ['hour', 'day', 'week', 'month'] as const;
export type Interval = (typeof intervals)[number];

const isTimeZone = (name: string) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

/** IANA name; where a day begins. */
export const timeZone = z.string().max(60).refine(isTimeZone, 'must be an IANA time zone, such as Europe/Rome').default('UTC');
