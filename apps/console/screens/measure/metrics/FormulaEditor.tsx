/** Writes a definition, part by part; the sentence above says what it has come to. */
import { Autocomplete, Checkbox, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Selection } from '#measure/contract';
import { Fields } from '../../../ui/Fields.tsx';
import { type Draft, type DraftAmount, type Kind, kinds } from './draft.ts';
import { Conditions, PickSelection, usePropertyNames } from './FormulaParts.tsx';
import classes from './metrics.module.css';

interface Props {
  draft: Draft;
  onChange: (patch: Partial<Draft>) => void;
}

export function FormulaEditor({ draft, onChange }: Props) {
  const { t } = useTranslation();
  const { kind, of, to } = draft;
  const steps = kind === 'people_rate' || kind === 'elapsed';
  return (
    <div className={classes.parts}>
      <NativeSelect
        label={t('metrics.kind.label')}
        value={kind}
        onChange={(event) => onChange({ kind: event.currentTarget.value as Kind })}
        data={kinds.map((value) => ({ value, label: t(`metrics.kind.${value}`) }))}
      />
      {kind === 'ratio' ? (
        <>
          <Amount label={t('metrics.part.top')} amount={draft.top} onChange={(top) => onChange({ top })} />
          <Amount label={t('metrics.part.bottom')} amount={draft.bottom} onChange={(bottom) => onChange({ bottom })} />
        </>
      ) : (
        <PickSelection label={t(steps ? 'metrics.first' : 'metrics.of')} of={of} onChange={(next) => onChange({ of: next })} />
      )}
      {kind === 'rate' && (
        <Fields legend={t('metrics.share_where')}>
          <div className={classes.parts}>
            <Conditions of={of} filters={draft.where} onChange={(where) => onChange({ where })} />
          </div>
        </Fields>
      )}
      {steps && (
        <>
          <PickSelection label={t('metrics.then')} of={to} onChange={(next) => onChange({ to: next })} />
          <NumberInput
            label={t('metrics.hours')}
            min={0.05}
            max={8784}
            value={draft.hours}
            onChange={(hours) => onChange({ hours: Number(hours) || 0 })}
          />
        </>
      )}
      {kind === 'people_rate' && (
        <Checkbox
          label={t('metrics.not')}
          checked={draft.not}
          onChange={(event) => onChange({ not: event.currentTarget.checked })}
        />
      )}
      {(kind === 'score' || kind === 'duration' || kind === 'money') && (
        <PropertyOf of={of} value={draft.property} onChange={(property) => onChange({ property })} />
      )}
      {kind === 'score' && (
        <NativeSelect
          label={t('metrics.how.label')}
          value={draft.how}
          onChange={(event) => onChange({ how: event.currentTarget.value as Draft['how'] })}
          data={(['nps', 'top_box', 'mean'] as const).map((value) => ({ value, label: t(`metrics.how.${value}`) }))}
        />
      )}
      {kind === 'score' && draft.how === 'top_box' && (
        <NumberInput
          label={t('metrics.at_least')}
          value={draft.from}
          onChange={(from) => onChange({ from: Number(from) || 0 })}
        />
      )}
      {(kind === 'elapsed' || kind === 'duration') && (
        <NumberInput
          label={t('measure.percentile')}
          min={0}
          max={100}
          value={draft.percentile}
          onChange={(percentile) => onChange({ percentile: Math.min(100, Math.max(0, Number(percentile) || 0)) })}
        />
      )}
      {kind === 'money' && (
        <>
          <TextInput
            label={t('metrics.currency')}
            maxLength={3}
            value={draft.currency}
            onChange={(event) => onChange({ currency: event.currentTarget.value.toUpperCase() })}
          />
          <Autocomplete
            label={t('metrics.currency_in')}
            data={['currency']}
            value={draft.in}
            onChange={(next) => onChange({ in: next })}
          />
        </>
      )}
    </div>
  );
}

function PropertyOf({ of, value, onChange }: { of: Selection; value: string; onChange: (property: string) => void }) {
  const { t } = useTranslation();
  return <Autocomplete label={t('metrics.number')} data={usePropertyNames(of, 'number')} value={value} onChange={onChange} />;
}

function Amount({ label, amount, onChange }: { label: string; amount: DraftAmount; onChange: (amount: DraftAmount) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <NativeSelect
        label={label}
        value={amount.what}
        onChange={(event) => onChange({ ...amount, what: event.currentTarget.value as DraftAmount['what'] })}
        data={(['rows', 'people', 'sum', 'each'] as const).map((value) => ({ value, label: t(`metrics.amount.${value}`) }))}
      />
      <PickSelection label={label} of={amount.of} onChange={(of) => onChange({ ...amount, of })} />
      {(amount.what === 'sum' || amount.what === 'each') && (
        <PropertyOf of={amount.of} value={amount.property} onChange={(property) => onChange({ ...amount, property })} />
      )}
    </>
  );
}
