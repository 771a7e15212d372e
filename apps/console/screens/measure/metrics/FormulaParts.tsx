/** The pieces a definition is written with: what is meant, under which conditions. */
import { ActionIcon, Autocomplete, Button, NativeSelect, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { conversationNumbers, conversationWords, type Filter, operators, type Selection } from '#measure/contract';
import { Fields } from '../../../ui/Fields.tsx';
import { needsValue } from '../question.ts';
import { useEvents, useProperties } from '../use-words.ts';
import classes from './metrics.module.css';

/** Names of properties a selection can be asked about. */
export function usePropertyNames(of: Selection, only?: 'number'): string[] {
  const properties = useProperties(of.source === 'events' ? of.event : undefined);
  if (of.source === 'conversations') return only ? [...conversationNumbers] : [...conversationWords, ...conversationNumbers];
  return properties.filter(({ number }) => number || !only).map(({ value }) => value);
}

interface PickProps {
  label: string;
  of: Selection;
  onChange: (of: Selection) => void;
}

export function PickSelection({ label, of, onChange }: PickProps) {
  const { t } = useTranslation();
  const { options } = useEvents();
  return (
    <Fields legend={label}>
      <Stack gap="xs">
        <NativeSelect
          label={t('metrics.source.label')}
          value={of.source}
          onChange={(event) => onChange({ source: event.currentTarget.value as Selection['source'], filters: [] })}
          data={[
            { value: 'events', label: t('metrics.source.events') },
            { value: 'conversations', label: t('metrics.source.conversations') },
          ]}
        />
        {of.source === 'events' && (
          <Autocomplete
            label={t('measure.event')}
            placeholder={t('measure.anything')}
            data={options.map(({ value }) => value).filter((value) => value !== '')}
            value={of.event ?? ''}
            onChange={(event) => onChange({ source: 'events', filters: of.filters, ...(event !== '' && { event }) })}
          />
        )}
        <Conditions of={of} filters={of.filters} onChange={(filters) => onChange({ ...of, filters })} />
      </Stack>
    </Fields>
  );
}

interface ConditionsProps {
  of: Selection;
  filters: Filter[];
  onChange: (filters: Filter[]) => void;
}

export function Conditions({ of, filters, onChange }: ConditionsProps) {
  const { t } = useTranslation();
  const names = usePropertyNames(of);
  const change = (index: number, patch: Partial<Filter>) =>
    onChange(filters.map((filter, at) => (at === index ? { ...filter, ...patch } : filter)));
  return (
    <>
      {filters.map(({ property, operator, value }, index) => (
        // Conditions have no identity but their place.
        // biome-ignore lint/suspicious/noArrayIndexKey: a list somebody writes.
        <div key={index} className={classes.condition}>
          <Autocomplete
            aria-label={t('measure.property')}
            placeholder={t('measure.property')}
            data={names}
            value={property}
            onChange={(next) => change(index, { property: next })}
          />
          <NativeSelect
            aria-label={t('measure.operator.label')}
            value={operator}
            onChange={(event) => change(index, { operator: event.currentTarget.value as Filter['operator'] })}
            data={operators.map((one) => ({ value: one, label: t(`measure.operator.${one}`) }))}
          />
          {needsValue(operator) ? (
            <TextInput
              aria-label={t('measure.value')}
              placeholder={t('measure.a_value')}
              value={String(value ?? '')}
              onChange={(event) => change(index, { value: event.currentTarget.value })}
            />
          ) : (
            <span />
          )}
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t('measure.remove_condition', { property })}
            onClick={() => onChange(filters.filter((_filter, at) => at !== index))}
          >
            <IconX size={16} />
          </ActionIcon>
        </div>
      ))}
      <div>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={14} />}
          onClick={() => onChange([...filters, { property: '', operator: 'equals', value: '' }])}
        >
          {t(filters.length === 0 ? 'measure.add_first_condition' : 'measure.add_condition')}
        </Button>
      </div>
    </>
  );
}
