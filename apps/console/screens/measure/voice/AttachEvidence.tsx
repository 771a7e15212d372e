/** One more piece of evidence: its kind says what has to be named, and which sides it can show. */
import { Button, NumberInput, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import {
  attachEvidence,
  dimensionsOf,
  type EvidenceKind,
  evidenceKinds,
  listAudits,
  listFindings,
  listMetrics,
  listScenarios,
  listThemes,
  listViews,
  surveyAnswers,
} from '#measure/contract';
import type { CallOf } from '#platform/contract';
import { call, useRefresh, useRoute } from '../../../api.ts';
import { useProblemForm } from '../../../ui/form.ts';
import { useFormat } from '../../../ui/format.ts';
import { Problem, showDone } from '../../../ui/Problem.tsx';

type Body = CallOf<typeof attachEvidence>['body'];
/** Words are attached where they stand: beside each of them, in the voice. */
type Kind = Exclude<EvidenceKind, 'words'>;
const kinds = evidenceKinds.filter((kind): kind is Kind => kind !== 'words');
/** What stands in the house and is picked there. An audit may also lie elsewhere: then it is named. */
const named = ['theme', 'survey', 'view', 'metric', 'scenario', 'audit'] as const;
type Named = (typeof named)[number];

const initialValues = {
  kind: 'study' as Kind,
  dimension: 'contextual' as string,
  reference: null as string | null,
  question: null as string | null,
  title: '',
  link: '',
  amount: '' as number | string,
  currency: 'EUR',
  method: '',
  note: '',
};
type Values = typeof initialValues;

function bodyOf({ kind, dimension, reference, question, title, link, amount, currency, method, note }: Values): Body {
  const common = { dimension: dimension as NonNullable<Body['dimension']>, note };
  const id = reference ?? '';
  switch (kind) {
    case 'theme':
      return { kind, themeId: id, ...common };
    case 'survey':
      return { kind, survey: id, ...(question !== null && { question }), ...common };
    case 'view':
      return { kind, viewId: id, ...common };
    case 'metric':
      return { kind, metricId: id, ...common };
    case 'scenario':
      return { kind, scenarioId: id, ...common };
    case 'audit':
      return reference === null ? { kind, title, link: link || null, ...common } : { kind, sheetId: reference, ...common };
    case 'money':
      return { kind, title, amount: Number(amount), currency, method, ...common };
    default:
      return { kind, title, link: link || null, ...common };
  }
}

export function AttachEvidence({ findingId }: { findingId: string }) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const { form, banner, busy, onSubmit } = useProblemForm<Values>({ initialValues }, async (values) => {
    await call(attachEvidence, { params: { findingId }, body: bodyOf(values) });
    refresh(listFindings);
    showDone(t('evidence.attached'));
    form.reset();
  });
  const { kind, reference, question, title, amount } = form.values;
  const choose = (value: string | null) => {
    const next = kinds.find((one) => one === value) ?? 'study';
    form.setValues({ ...initialValues, kind: next, dimension: dimensionsOf[next][0], note: form.values.note });
  };
  const names = named.find((one) => one === kind);
  const elsewhere = !names || (kind === 'audit' && reference === null);
  const ready = elsewhere ? title !== '' && (kind !== 'money' || amount !== '') : reference !== null;
  return (
    <Stack component="form" gap="sm" onSubmit={onSubmit as never} aria-label={t('evidence.attach')}>
      {banner && <Problem problem={banner} />}
      <Select
        label={t('evidence.attach')}
        data={kinds.map((value) => ({ value, label: t(`evidence.kind.${value}`) }))}
        value={kind}
        allowDeselect={false}
        onChange={choose}
      />
      {names && (
        <Reference of={names} value={reference} onChange={(value) => form.setValues({ reference: value, question: null })} />
      )}
      {kind === 'survey' && reference !== null && (
        <Question survey={reference} value={question} onChange={(value) => form.setFieldValue('question', value)} />
      )}
      {elsewhere && <TextInput label={t('evidence.named')} maxLength={200} {...form.getInputProps('title')} />}
      {elsewhere && (kind === 'audit' || kind === 'study') && (
        <TextInput type="url" label={t('evidence.link')} placeholder="https://" {...form.getInputProps('link')} />
      )}
      {kind === 'money' && (
        <>
          <NumberInput label={t('evidence.amount')} {...form.getInputProps('amount')} />
          <TextInput label={t('evidence.currency')} maxLength={3} {...form.getInputProps('currency')} />
          <TextInput label={t('evidence.reckoned')} maxLength={1000} {...form.getInputProps('method')} />
        </>
      )}
      {dimensionsOf[kind].length > 1 && (
        <Select
          label={t('evidence.shows')}
          data={dimensionsOf[kind].map((value) => ({ value, label: t(`evidence.dimension.${value}`) }))}
          allowDeselect={false}
          {...form.getInputProps('dimension')}
        />
      )}
      <Textarea label={t('evidence.note')} maxLength={1000} autosize {...form.getInputProps('note')} />
      <Button type="submit" loading={busy} disabled={!ready}>
        {t('evidence.attach')}
      </Button>
    </Stack>
  );
}

/** What it names in the house, chosen by name. */
function Reference({ of, value, onChange }: { of: Named; value: string | null; onChange: (value: string | null) => void }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const language = i18n.language === 'it' ? 'it' : 'en';
  const themes = useRoute(listThemes, { query: {} }, { enabled: of === 'theme' });
  const surveys = useRoute(surveyAnswers, undefined, { enabled: of === 'survey' });
  const views = useRoute(listViews, undefined, { enabled: of === 'view' });
  const metrics = useRoute(listMetrics, { query: { language } }, { enabled: of === 'metric' });
  const scenarios = useRoute(listScenarios, undefined, { enabled: of === 'scenario' });
  const audits = useRoute(listAudits, { query: {} }, { enabled: of === 'audit' });
  const data = {
    theme: themes.data?.items.map(({ id, name }) => ({ value: id, label: name })),
    survey: surveys.data?.items.map(({ survey, name }) => ({ value: survey, label: name || survey })),
    view: views.data?.items.filter(({ shared }) => shared).map(({ id, title }) => ({ value: id, label: title })),
    metric: metrics.data?.items.map(({ id, name }) => ({ value: id, label: name })),
    scenario: scenarios.data?.items.map(({ id, name }) => ({ value: id, label: name })),
    audit: audits.data?.items
      .filter(({ withdrawn }) => withdrawn === null)
      .map(({ id, template, subject, on, score }) => ({
        value: id,
        label: [template, ...(subject === null ? [] : [subject]), format.date(on), format.whole(score)].join(' · '),
      })),
  }[of];
  return (
    <Select
      label={t(`evidence.kind.${of}`)}
      data={data ?? []}
      value={value}
      onChange={onChange}
      {...(of === 'audit' && { description: t('evidence.sheet_hint'), clearable: true })}
      searchable
      nothingFoundMessage={t('evidence.none_of_it')}
    />
  );
}

/** One question of a survey, where not all of it speaks of the finding. */
function Question({
  survey,
  value,
  onChange,
}: {
  survey: string;
  value: string | null;
  onChange: (value: string | null) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const surveys = useRoute(surveyAnswers);
  const questions = surveys.data?.items.find((one) => one.survey === survey)?.questions ?? [];
  return (
    <Select
      label={t('evidence.question')}
      placeholder={t('evidence.whole_survey')}
      data={questions.map(({ question, answers }) => ({ value: question, label: `${question} (${format.whole(answers)})` }))}
      value={value}
      onChange={onChange}
      clearable
      searchable
    />
  );
}
