import { MultiSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type CustomerKind, customerKind, type SegmentLeaf } from '#customers/contract';
import { EventName, Where, WindowFields } from './EventFields.tsx';
import { FactFields } from './FactFields.tsx';
import { Choose, Figure, Name } from './fields.tsx';
import { useIdentifierTypes, useLists, useOtherSegments, useProperties, useTraits } from './use-known.ts';

type Of<K extends SegmentLeaf['kind']> = Extract<SegmentLeaf, { kind: K }>;
interface Props<L extends SegmentLeaf> {
  leaf: L;
  /** The segment that is edited: it cannot name itself. */
  segment: string | undefined;
  onChange: (change: Partial<L>) => void;
}

/** The words of one condition, in the order in which they are said. */
export function LeafFields({ leaf, ...props }: Props<SegmentLeaf>) {
  switch (leaf.kind) {
    case 'trait':
      return <Trait leaf={leaf} {...props} />;
    case 'trait_changed':
      return <TraitChanged leaf={leaf} {...props} />;
    case 'event':
      return <Did leaf={leaf} {...props} />;
    case 'no_event':
      return <DidNot leaf={leaf} {...props} />;
    case 'event_time':
      return <DidFirstOrLast leaf={leaf} {...props} />;
    case 'list':
      return <OnList leaf={leaf} {...props} />;
    case 'segment':
      return <OtherSegment leaf={leaf} {...props} />;
    case 'customer':
      return <Kinds leaf={leaf} {...props} />;
    case 'consent':
      return <Consent leaf={leaf} {...props} />;
    case 'identifier':
      return <Identifier leaf={leaf} {...props} />;
  }
}

function Trait({ leaf, onChange }: Props<Of<'trait'>>) {
  const { t } = useTranslation();
  const known = useTraits();
  const label = t('segments.word.trait');
  return (
    <FactFields
      label={label}
      name={leaf.trait}
      test={leaf.test}
      known={known}
      onChange={({ name, test }) => onChange({ trait: name, test })}
    />
  );
}

function TraitChanged({ leaf, onChange }: Props<Of<'trait_changed'>>) {
  const { t } = useTranslation();
  const known = useTraits().map(({ name }) => name);
  return (
    <>
      <Name label={t('segments.word.trait')} value={leaf.trait} known={known} onChange={(trait) => onChange({ trait })} />
      <span>{t('segments.word.changed')}</span>
      <WindowFields value={leaf.within} ways={['last']} onChange={(within) => onChange({ within })} />
    </>
  );
}

const windows = ['last', 'ever', 'between'] as const;

function Did({ leaf, onChange }: Props<Of<'event'>>) {
  const { t } = useTranslation();
  const { measure } = leaf;
  return (
    <>
      <span>{t('segments.word.did')}</span>
      <EventName value={leaf.event} onChange={(event) => onChange({ event })} />
      <Choose<Of<'event'>['operator']>
        label={t('segments.word.comparison')}
        value={leaf.operator}
        choices={(['at_least', 'at_most', 'exactly'] as const).map((value) => ({ value, label: t(`segments.compare.${value}`) }))}
        onChange={(operator) => onChange({ operator })}
      />
      <Figure label={t('segments.word.amount')} value={leaf.amount} onChange={(amount) => onChange({ amount })} />
      <Choose<'count' | 'sum'>
        label={t('segments.word.measure')}
        value={measure.of}
        choices={(['count', 'sum'] as const).map((value) => ({ value, label: t(`segments.measure.${value}`) }))}
        onChange={(of) => onChange({ measure: of === 'count' ? { of } : { of, property: '' } })}
      />
      {measure.of === 'sum' && (
        <SummedProperty
          event={leaf.event}
          value={measure.property}
          onChange={(property) => onChange({ measure: { of: 'sum', property } })}
        />
      )}
      <WindowFields value={leaf.window} ways={[...windows]} onChange={(window) => onChange({ window })} />
      <Where event={leaf.event} where={leaf.where} onChange={(where) => onChange({ where })} />
    </>
  );
}

function SummedProperty({ event, value, onChange }: { event: string; value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const known = useProperties(event).flatMap(({ name, number }) => (number ? [name] : []));
  return <Name label={t('segments.word.property')} value={value} known={known} onChange={onChange} />;
}

function DidNot({ leaf, onChange }: Props<Of<'no_event'>>) {
  const { t } = useTranslation();
  return (
    <>
      <span>{t('segments.word.did_not')}</span>
      <EventName value={leaf.event} onChange={(event) => onChange({ event })} />
      <WindowFields value={leaf.window} ways={[...windows]} onChange={(window) => onChange({ window })} />
      <Where event={leaf.event} where={leaf.where} onChange={(where) => onChange({ where })} />
    </>
  );
}

function DidFirstOrLast({ leaf, onChange }: Props<Of<'event_time'>>) {
  const { t } = useTranslation();
  return (
    <>
      <span>{t('segments.word.did')}</span>
      <EventName value={leaf.event} onChange={(event) => onChange({ event })} />
      <Choose<'first' | 'last'>
        label={t('segments.word.which')}
        value={leaf.which}
        choices={(['first', 'last'] as const).map((value) => ({ value, label: t(`segments.which.${value}`) }))}
        onChange={(which) => onChange({ which })}
      />
      <WindowFields value={leaf.when} ways={['last', 'before_last', 'between']} onChange={(when) => onChange({ when })} />
      <Where event={leaf.event} where={leaf.where} onChange={(where) => onChange({ where })} />
    </>
  );
}

function OtherSegment({ leaf, segment, onChange }: Props<Of<'segment'>>) {
  const { t } = useTranslation();
  const others = useOtherSegments(segment);
  return (
    <>
      <Choose<'in' | 'out'>
        label={t('segments.word.member')}
        value={leaf.member ? 'in' : 'out'}
        choices={(['in', 'out'] as const).map((value) => ({ value, label: t(`segments.member.${value}`) }))}
        onChange={(value) => onChange({ member: value === 'in' })}
      />
      <Choose
        label={t('segments.word.segment')}
        value={leaf.segment}
        choices={others}
        onChange={(id) => onChange({ segment: id })}
        wide={24}
        searchable
      />
    </>
  );
}

/** Lists are kept from figures, never written by hand: here one is only chosen. */
function OnList({ leaf, onChange }: Props<Of<'list'>>) {
  const { t } = useTranslation();
  return (
    <>
      <Choose<'on' | 'off'>
        label={t('segments.word.listed')}
        value={leaf.on ? 'on' : 'off'}
        choices={(['on', 'off'] as const).map((value) => ({ value, label: t(`segments.listed.${value}`) }))}
        onChange={(value) => onChange({ on: value === 'on' })}
      />
      <Choose
        label={t('segments.word.list')}
        value={leaf.list}
        choices={useLists()}
        onChange={(id) => onChange({ list: id })}
        wide={24}
        searchable
      />
    </>
  );
}

function Kinds({ leaf, onChange }: Props<Of<'customer'>>) {
  const { t } = useTranslation();
  return (
    <>
      <span>{t('segments.word.is_a')}</span>
      <MultiSelect
        aria-label={t('segments.word.kinds')}
        data={customerKind.options.map((value) => ({ value, label: t(`segments.kind.${value}`) }))}
        value={leaf.is}
        onChange={(is) => onChange({ is: is as CustomerKind[] })}
        miw="14rem"
      />
    </>
  );
}

function Consent({ leaf, onChange }: Props<Of<'consent'>>) {
  const { t } = useTranslation();
  return (
    <>
      <Choose<Of<'consent'>['is']>
        label={t('segments.word.consent')}
        value={leaf.is}
        choices={(['granted', 'denied', 'unknown', 'not_granted'] as const).map((value) => ({
          value,
          label: t(`segments.consent.${value}`),
        }))}
        onChange={(is) => onChange({ is })}
      />
      <Name
        label={t('segments.word.purpose')}
        value={leaf.purpose}
        known={['marketing_email', 'analytics', 'advertising']}
        onChange={(purpose) => onChange({ purpose })}
      />
    </>
  );
}

function Identifier({ leaf, onChange }: Props<Of<'identifier'>>) {
  const { t } = useTranslation();
  return (
    <>
      <Choose<'yes' | 'no'>
        label={t('segments.word.has')}
        value={leaf.has ? 'yes' : 'no'}
        choices={(['yes', 'no'] as const).map((value) => ({ value, label: t(`segments.has.${value}`) }))}
        onChange={(value) => onChange({ has: value === 'yes' })}
      />
      <Name
        label={t('segments.word.identifier')}
        value={leaf.type}
        known={useIdentifierTypes()}
        onChange={(type) => onChange({ type })}
      />
    </>
  );
}
