/** What a watch looks at, in words, and where that can be looked at. */
import type { TFunction } from 'i18next';
import type { Watch, WatchedAbout } from '#measure/contract';
import type { Format } from '../../../ui/format.ts';
import { writeCondition } from '../question.ts';

export function aboutWords({ about, of }: Pick<Watch, 'about' | 'of'>, t: TFunction, format: Format): string {
  if (of === null) return t('watch.of.gone');
  switch (about.kind) {
    case 'events': {
      const property = 'property' in about.measure ? about.measure.property : '';
      return t(`watch.of.events.${about.measure.kind}`, { name: of === '' ? t('watch.of.anything') : of, property });
    }
    case 'voice': {
      if (about.said === undefined)
        return about.theme === undefined ? t('watch.of.voice') : t('watch.of.voice_theme', { name: of });
      const said = t(`watch.of.said.${about.said}`);
      return about.theme === undefined ? t('watch.of.voice_said', { said }) : t('watch.of.voice_both', { name: of, said });
    }
    case 'metric': {
      const lines = [
        ...(about.above === undefined ? [] : [t('watch.of.above', { value: format.exact(about.above) })]),
        ...(about.below === undefined ? [] : [t('watch.of.below', { value: format.exact(about.below) })]),
      ];
      return `${t('watch.of.metric', { name: of })} (${lines.join(', ')})`;
    }
  }
}

const dayOf = (at: string, timeZone: string, days = 0) =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    Date.parse(at) + days * 86_400_000,
  );

/** The screen on which it can be looked at with the people behind it, about an instant. */
export function lookAtIt(about: WatchedAbout, grain: Watch['grain'], timeZone: string, at: string) {
  if (about.kind === 'metric') return { to: `/measure/metrics/${about.metricId}`, search: {} };
  if (about.kind === 'voice')
    return { to: '/voice', search: { ...(about.theme && { theme: about.theme }), ...(about.said && { kind: about.said }) } };
  const { event, measure, filters, breakdown } = about;
  return {
    to: '/trends',
    search: {
      ...(event !== undefined && { event }),
      ...('property' in measure && { of: measure.property }),
      ...('percentile' in measure && { percentile: String(measure.percentile) }),
      ...(breakdown !== undefined && { split: breakdown }),
      ...(filters.length > 0 && {
        where: filters.map(({ property, operator, value }) => writeCondition({ property, operator, value: String(value ?? '') })),
      }),
      ...{ show: measure.kind, by: grain, range: 'custom', zone: timeZone },
      ...{ from: dayOf(at, timeZone, grain === 'day' ? -14 : -1), until: dayOf(at, timeZone) },
    },
  };
}
