import { useTranslation } from 'react-i18next';
import type { FactTest } from '#customers/contract';
import { type Operator, operators, withOperator } from './drafts.ts';
import { Choose, Figure, Name, Words } from './fields.tsx';
import type { KnownFact } from './use-known.ts';

interface Props {
  /** What the fact is called here: a trait, a property. */
  label: string;
  name: string;
  test: FactTest;
  known: KnownFact[];
  onChange: (change: { name: string; test: FactTest }) => void;
}

/** "plan is gold", "total is more than 50". Numbers are asked for where numbers were sent. */
export function FactFields({ label, name, test, known, onChange }: Props) {
  const { t } = useTranslation();
  const isNumber = (fact: string) => known.find((one) => one.name === fact)?.number ?? false;
  const numeric = isNumber(name);
  const setName = (next: string) => {
    const compared = test.operator === 'equals' || test.operator === 'not_equals';
    onChange({ name: next, test: compared ? withOperator(test, test.operator, isNumber(next)) : test });
  };
  return (
    <>
      <Name label={label} value={name} known={known.map((one) => one.name)} onChange={setName} />
      <Choose<Operator>
        label={t('segments.word.operator')}
        value={test.operator}
        choices={operators.map((value) => ({ value, label: t(`segments.operator.${value}`) }))}
        onChange={(operator) => onChange({ name, test: withOperator(test, operator, numeric) })}
      />
      <Value test={test} onChange={(next) => onChange({ name, test: next })} />
    </>
  );
}

function Value({ test, onChange }: { test: FactTest; onChange: (test: FactTest) => void }) {
  const { t } = useTranslation();
  if (test.operator === 'exists' || test.operator === 'absent') return null;
  if (test.operator === 'between') {
    return (
      <>
        <Figure label={t('segments.word.from')} value={test.from} onChange={(from) => onChange({ ...test, from })} />
        <span>{t('segments.word.and')}</span>
        <Figure label={t('segments.word.to')} value={test.to} onChange={(to) => onChange({ ...test, to })} />
      </>
    );
  }
  const label = t('segments.word.value');
  return typeof test.value === 'number' ? (
    <Figure label={label} value={test.value} onChange={(value) => onChange({ ...test, value } as FactTest)} />
  ) : (
    <Words label={label} value={test.value} onChange={(value) => onChange({ ...test, value } as FactTest)} />
  );
}
