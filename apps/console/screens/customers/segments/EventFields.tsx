import { ActionIcon, Button } from '@mantine/core';
import { IconFilterPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { FactTest, SegmentMoment, SegmentWindow } from '#customers/contract';
import classes from './builder.module.css';
import { FactFields } from './FactFields.tsx';
import { Choose, Day, Figure, Name } from './fields.tsx';
import { useEventNames, useProperties } from './use-known.ts';

export function EventName({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  return <Name label={t('segments.word.event')} value={value} known={useEventNames()} onChange={onChange} />;
}

type When = SegmentWindow | SegmentMoment;
const days = { amount: 30, unit: 'day' } as const;

/** "in the last 30 days", "ever", "between … and …". */
export function WindowFields<W extends When>({
  value,
  ways,
  onChange,
}: {
  value: W;
  ways: W['in'][];
  onChange: (value: W) => void;
}) {
  const { t } = useTranslation();
  const set = (next: When) => onChange(next as W);
  const turn = (way: When['in']) => {
    if (way === 'ever') return set({ in: 'ever' });
    if (way === 'between') return set({ in: 'between', from: '', to: '' });
    return set({ ...('amount' in value ? { amount: value.amount, unit: value.unit } : days), in: way });
  };
  return (
    <>
      <Choose<When['in']>
        label={t('segments.word.window')}
        value={value.in}
        choices={ways.map((way) => ({ value: way, label: t(`segments.window.${way}`) }))}
        onChange={turn}
      />
      {'amount' in value && (
        <>
          <Figure label={t('segments.word.span')} value={value.amount} onChange={(amount) => set({ ...value, amount })} whole />
          <Choose<'hour' | 'day'>
            label={t('segments.word.unit')}
            value={value.unit}
            choices={(['day', 'hour'] as const).map((unit) => ({ value: unit, label: t(`segments.unit.${unit}`) }))}
            onChange={(unit) => set({ ...value, unit })}
          />
          {value.in === 'before_last' && <span>{t('segments.word.ago')}</span>}
        </>
      )}
      {value.in === 'between' && (
        <>
          <Day label={t('segments.word.from')} value={value.from} onChange={(from) => set({ ...value, from })} />
          <span>{t('segments.word.and')}</span>
          <Day label={t('segments.word.to')} value={value.to} onChange={(to) => set({ ...value, to })} />
        </>
      )}
    </>
  );
}

type Filters = { property: string; test: FactTest }[];

/** "where total is more than 50 and coupon is known". */
export function Where({ event, where, onChange }: { event: string; where: Filters; onChange: (where: Filters) => void }) {
  const { t } = useTranslation();
  const known = useProperties(event);
  const add = () => onChange([...where, { property: '', test: { operator: 'equals', value: '' } }]);
  return (
    <>
      {where.length > 0 && (
        <div className={classes.filters}>
          {where.map(({ property, test }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a filter has no name of its own, and all of them are controlled.
            <div key={at} className={classes.filter}>
              <span className={classes.said}>{t(at === 0 ? 'segments.word.where' : 'segments.word.and')}</span>
              <FactFields
                label={t('segments.word.property')}
                name={property}
                test={test}
                known={known}
                onChange={({ name, test: next }) => onChange(where.with(at, { property: name, test: next }))}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('segments.word.remove_where')}
                onClick={() => onChange(where.toSpliced(at, 1))}
              >
                <IconX size={15} />
              </ActionIcon>
            </div>
          ))}
        </div>
      )}
      {where.length < 10 && (
        <Button variant="subtle" color="gray" size="compact-sm" leftSection={<IconFilterPlus size={14} />} onClick={add}>
          {t('segments.word.add_where')}
        </Button>
      )}
    </>
  );
}
