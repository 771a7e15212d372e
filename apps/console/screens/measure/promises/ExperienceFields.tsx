/** One thing by which it shows whether a promise is kept. */
import { ActionIcon, NumberInput, Select } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type Experience, listMetrics, listThemes, surveyAnswers, verdicts, verdictsOfVoice } from '#measure/contract';
import { useRoute } from '../../../api.ts';
import { Conditions } from '../Conditions.tsx';
import { filterOf } from '../question.ts';
import { useEvents, useProperties } from '../use-words.ts';
import { emptyExperience, kinds } from './draft.ts';
import classes from './promises.module.css';

interface Props {
  of: Experience;
  onChange: (of: Experience) => void;
  onRemove?: () => void;
}

export function ExperienceFields({ of, onChange, onRemove }: Props) {
  const { t } = useTranslation();
  return (
    <div className={classes.experience}>
      <div className={classes.row}>
        <Select
          aria-label={t('promises.form.kind')}
          data={kinds.map((value) => ({ value, label: t(`promises.kind.${value}`) }))}
          value={of.kind}
          allowDeselect={false}
          onChange={(value) => onChange(emptyExperience(kinds.find((kind) => kind === value) ?? 'theme'))}
        />
        {onRemove && (
          <ActionIcon variant="subtle" color="gray" aria-label={t('promises.form.leave_out')} onClick={onRemove}>
            <IconX size={16} />
          </ActionIcon>
        )}
      </div>
      {of.kind === 'theme' && <ByTheme of={of} onChange={onChange} />}
      {of.kind === 'survey' && <BySurvey of={of} onChange={onChange} />}
      {of.kind === 'event' && <ByEvent of={of} onChange={onChange} />}
      {of.kind === 'metric' && <ByMetric of={of} onChange={onChange} />}
    </div>
  );
}

interface Own<Kind extends Experience['kind']> {
  of: Extract<Experience, { kind: Kind }>;
  onChange: (of: Experience) => void;
}

function ByTheme({ of, onChange }: Own<'theme'>) {
  const { t } = useTranslation();
  const { data } = useRoute(listThemes, { query: {} });
  return (
    <div className={classes.row}>
      <Select
        label={t('promises.form.theme')}
        data={(data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={of.themeId || null}
        searchable
        onChange={(themeId) => onChange({ ...of, themeId: themeId ?? '' })}
      />
      <Select
        label={t('promises.form.counts')}
        data={verdictsOfVoice.map((value) => ({ value, label: t(`promises.counts.${value}`) }))}
        value={of.counts}
        allowDeselect={false}
        onChange={(value) => onChange({ ...of, counts: verdictsOfVoice.find((one) => one === value) ?? 'by_mood' })}
      />
    </div>
  );
}

function BySurvey({ of, onChange }: Own<'survey'>) {
  const { t } = useTranslation();
  const { data } = useRoute(surveyAnswers);
  const survey = data?.items.find((one) => one.survey === of.survey);
  return (
    <>
      <Select
        label={t('promises.form.survey')}
        data={(data?.items ?? []).map(({ survey: value, name }) => ({ value, label: name || value }))}
        value={of.survey || null}
        searchable
        onChange={(value) => onChange({ ...of, survey: value ?? '', question: '' })}
      />
      <div className={classes.row}>
        <Select
          label={t('promises.form.question')}
          data={(survey?.questions ?? []).map(({ question }) => question)}
          value={of.question || null}
          searchable
          onChange={(question) => onChange({ ...of, question: question ?? '' })}
        />
        <NumberInput
          label={t('promises.form.at_least')}
          value={of.atLeast}
          onChange={(value) => onChange({ ...of, atLeast: Number(value) })}
        />
      </div>
    </>
  );
}

function ByEvent({ of, onChange }: Own<'event'>) {
  const { t } = useTranslation();
  const { options } = useEvents();
  const properties = useProperties(of.event || undefined);
  const where = of.filters.map(({ property, operator, value }) => ({ property, operator, value: String(value ?? '') }));
  return (
    <>
      <div className={classes.row}>
        <Select
          label={t('promises.form.event')}
          data={options.filter(({ value }) => value !== '').map(({ value, label }) => ({ value, label }))}
          value={of.event || null}
          searchable
          onChange={(event) => onChange({ ...of, event: event ?? '', filters: [] })}
        />
        <Select
          label={t('promises.form.counts')}
          data={verdicts.map((value) => ({ value, label: t(`promises.counts.${value}`) }))}
          value={of.counts}
          allowDeselect={false}
          onChange={(value) => onChange({ ...of, counts: verdicts.find((one) => one === value) ?? 'kept' })}
        />
      </div>
      {of.event !== '' && (
        <Conditions
          where={where}
          properties={properties}
          onChange={(next) => onChange({ ...of, filters: next.flatMap((one) => filterOf(one)[0] ?? { ...one }) })}
        />
      )}
    </>
  );
}

function ByMetric({ of, onChange }: Own<'metric'>) {
  const { t, i18n } = useTranslation();
  const language = i18n.language === 'it' ? 'it' : 'en';
  const { data } = useRoute(listMetrics, { query: { language } });
  const metric = data?.items.find(({ id }) => id === of.metricId);
  return (
    <div className={classes.row}>
      <Select
        label={t('promises.form.metric')}
        data={(data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={of.metricId || null}
        searchable
        onChange={(metricId) => onChange({ ...of, metricId: metricId ?? '' })}
      />
      <NumberInput
        label={t(`promises.form.target.${metric?.better ?? 'any'}`)}
        value={of.target}
        onChange={(value) => onChange({ ...of, target: Number(value) })}
      />
    </div>
  );
}
