/** What an event must have carried, as words that can be changed. */
import { ActionIcon, Button, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { operators } from '#measure/contract';
import { Choice } from './Choice.tsx';
import { type Condition, needsValue, type Operator } from './question.ts';
import classes from './trends.module.css';
import type { Property } from './use-words.ts';

interface Props {
  where: Condition[];
  properties: Property[];
  onChange: (where: Condition[]) => void;
  /** Within a sentence rather than as a line of it. */
  inline?: true;
}

export function Conditions({ where, properties, onChange, inline }: Props) {
  const { t } = useTranslation();
  const change = (index: number, patch: Partial<Condition>) =>
    onChange(where.map((condition, at) => (at === index ? { ...condition, ...patch } : condition)));
  const Frame = inline ? 'span' : 'div';
  return (
    <Frame>
      {where.map((condition, index) => (
        // Conditions have no identity but their place.
        // biome-ignore lint/suspicious/noArrayIndexKey: the address holds a list.
        <span key={index} className={classes.condition}>
          {t(index === 0 ? 'measure.where' : 'measure.and')}{' '}
          <Choice
            label={t('measure.property')}
            value={condition.property}
            options={properties}
            onChange={(property) => change(index, { property })}
          />{' '}
          <Choice
            label={t('measure.operator.label')}
            value={condition.operator}
            options={operators.map((value) => ({ value, label: t(`measure.operator.${value}`) }))}
            onChange={(operator) => change(index, { operator: operator as Operator })}
          />{' '}
          {needsValue(condition.operator) && (
            <Value
              value={condition.value}
              numeric={condition.operator === 'greater' || condition.operator === 'less'}
              onChange={(value) => change(index, { value })}
            />
          )}
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={t('measure.remove_condition', { property: condition.property })}
            onClick={() => onChange(where.filter((_condition, at) => at !== index))}
          >
            <IconX size={14} />
          </ActionIcon>
        </span>
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={14} />}
        onClick={() => onChange([...where, { property: properties[0]?.value ?? '$kind', operator: 'equals', value: '' }])}
      >
        {t(where.length === 0 ? 'measure.add_first_condition' : 'measure.add_condition')}
      </Button>
    </Frame>
  );
}

/** Typing stays instant; the question follows when the fingers rest. */
function Value({ value, numeric, onChange }: { value: string; numeric: boolean; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  const later = useDebouncedCallback(onChange, { delay: 350, flushOnUnmount: false });
  useEffect(() => setText(value), [value]);
  const wrong = numeric && text.trim() !== '' && !Number.isFinite(Number(text));
  return (
    <TextInput
      component="input"
      size="xs"
      display="inline-block"
      w="9rem"
      aria-label={t('measure.value')}
      placeholder={t(numeric ? 'measure.a_number' : 'measure.a_value')}
      inputMode={numeric ? 'decimal' : 'text'}
      error={wrong}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        later(event.currentTarget.value);
      }}
    />
  );
}
