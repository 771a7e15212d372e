/** One more piece of evidence: its kind says what has to be named, and which sides it can show. */
import { Button, NumberInput, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import {
  attachEvidence,
  dimensionsOf,
  type EvidenceKind,
  evidenceKinds,
  listFindings,
  listMetrics,
  listThemes,
  listViews,
  surveyAnswers,
} from '#measure/contract';
import type { CallOf } from '#platform/contract';
import { call, useRefresh, useRoute } from '../../../api.ts';
import { useProblemForm } from '../../../ui/form.ts';
import { Problem, showDone } from '../../../ui/Problem.tsx';

type Body = CallOf<typeof attachEvidence>['body'];
/** Words are attached where they stand: beside each of them, in the voice. */
type Kind = Exclude<EvidenceKind, 'words'>;
const kinds = evidenceKinds.filter((kind): kind is Kind => kind !== 'words');
const named = ['theme', 'survey', 'view', 'metric'] as const;
type Named = (typeof named)[number];

const initialValues = {
  kind: 'study' as Kind,
  dimension: 'contextual' as string,
  reference: null as string | null,
  title: '',
  link: '',
  amount: '' as number | string,
  currency: 'EUR',
  method: '',
  note: '',
};
type Values = typeof initialValues;

function bodyOf({ kind, dimension, reference, title, link, amount, currency, method, note }: Values): Body {
  const common = { dimension: dimension as NonNullable<Body['dimension']>, note };
  const id = reference ?? '';
  switch (kind) {
    case 'theme':
      return { kind, themeId: id, ...common };
    case 'survey':
      return { kind, survey: id, ...common };
    case 'view':
      return { kind, viewId: id, ...common };
    case 'metric':
      return { kind, metricId: id, ...common };
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
  const { kind, reference, title, amount } = form.values;
  const choose = (value: string | null) => {
    const next = kinds.find((one) => one === value) ?? 'study';
    form.setValues({ ...initialValues, kind: next, dimension: dimensionsOf[next][0], note: form.values.note });
  };
  const names = named.find((one) => one === kind);
  const ready = names ? reference !== null : title !== '' && (kind !== 'money' || amount !== '');
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
      {names && <Reference of={names} value={reference} onChange={(value) => form.setFieldValue('reference', value)} />}
      {!names && <TextInput label={t('evidence.named')} maxLength={200} {...form.getInputProps('title')} />}
      {(kind === 'audit' || kind === 'study') && (
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
  const language = i18n.language === 'it' ? 'it' : 'en';
  const themes = useRoute(listThemes, { query: {} }, { enabled: of === 'theme' });
  const surveys = useRoute(surveyAnswers, undefined, { enabled: of === 'survey' });
  const views = useRoute(listViews, undefined, { enabled: of === 'view' });
  const metrics = useRoute(listMetrics, { query: { language } }, { enabled: of === 'metric' });
  const data = {
    theme: themes.data?.items.map(({ id, name }) => ({ value: id, label: name })),
    survey: surveys.data?.items.map(({ survey, name }) => ({ value: survey, label: name || survey })),
    view: views.data?.items.filter(({ shared }) => shared).map(({ id, title }) => ({ value: id, label: title })),
    metric: metrics.data?.items.map(({ id, name }) => ({ value: id, label: name })),
  }[of];
  return (
    <Select
      label={t(`evidence.kind.${of}`)}
      data={data ?? []}
      value={value}
      onChange={onChange}
      searchable
      nothingFoundMessage={t('evidence.none_of_it')}
    />
  );
}
