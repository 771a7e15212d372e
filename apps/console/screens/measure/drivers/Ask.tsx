import { Checkbox, MultiSelect, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Span } from '../Span.tsx';
import { type AnsweredSurvey, type Asked, driversOfSurvey, mostDrivers, outcomeOf } from './asked.ts';
import classes from './drivers.module.css';

interface Props {
  asked: Asked;
  surveys: AnsweredSurvey[];
  survey: AnsweredSurvey;
  ask: (patch: Partial<Asked>) => void;
}

/** Which survey, which answer is explained, and by which others. */
export function Ask({ asked, surveys, survey, ask }: Props) {
  const { t } = useTranslation();
  const outcome = outcomeOf(asked, survey);
  const names = survey.questions.map(({ question }) => question);
  return (
    <section className={classes.ask} aria-label={t('drivers.question')}>
      <Select
        label={t('drivers.survey')}
        data={surveys.map(({ survey: value, name }) => ({ value, label: name || value }))}
        value={survey.survey}
        allowDeselect={false}
        // Another survey has other questions.
        onChange={(value) => ask({ survey: value ?? undefined, outcome: undefined, drivers: undefined, pairs: [] })}
      />
      <Select
        label={t('drivers.outcome')}
        data={names}
        value={outcome ?? null}
        allowDeselect={false}
        onChange={(value) => ask({ outcome: value ?? undefined })}
      />
      <MultiSelect
        className={classes.wide ?? ''}
        label={t('drivers.drivers')}
        data={names.filter((name) => name !== outcome)}
        value={driversOfSurvey(asked, survey)}
        maxValues={mostDrivers}
        searchable
        onChange={(drivers) => ask({ drivers })}
      />
      <div className={classes.wide}>
        <Span question={asked} ask={({ interval: _interval, ...days }) => ask(days as Partial<Asked>)} />
      </div>
      <Checkbox
        label={t('drivers.leave_out')}
        checked={asked.leaveOut}
        onChange={({ currentTarget }) => ask({ leaveOut: currentTarget.checked })}
      />
      <Checkbox
        label={t('drivers.zero')}
        checked={asked.zeroIsNone}
        onChange={({ currentTarget }) => ask({ zeroIsNone: currentTarget.checked })}
      />
    </section>
  );
}
