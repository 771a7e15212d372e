import { useTranslation } from 'react-i18next';
import type { WorkingHours } from '#people/contract';
import classes from './people.module.css';

/** ISO weekday (1 is Monday) by its name. The 1st of January 2024 was a Monday. */
export const weekday = (language: string, day: number) =>
  new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, 0, day));

/** Working hours as one line a shift. */
export function Hours({ hours }: { hours: WorkingHours | null }) {
  const { t, i18n } = useTranslation();
  if (!hours || hours.shifts.length === 0) return t('people.hours.none');
  return (
    <>
      {hours.shifts
        .toSorted((a, b) => a.day - b.day || (a.from < b.from ? -1 : 1))
        .map(({ day, from, to }) => (
          <div key={`${day} ${from}`}>
            {weekday(i18n.language, day)} {from}–{to}
          </div>
        ))}
      <span className={classes.quiet}>{hours.timeZone.replaceAll('_', ' ')}</span>
    </>
  );
}
