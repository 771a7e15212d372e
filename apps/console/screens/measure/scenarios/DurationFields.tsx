import { Group, NativeSelect, NumberInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Duration } from '#measure/contract';

const units = ['minute', 'hour', 'day'] as const;

/** A length of time: how many of which unit. */
export function DurationFields({
  label,
  value,
  onChange,
}: {
  label: string;
  value: Duration;
  onChange: (value: Duration) => void;
}) {
  const { t } = useTranslation();
  return (
    <Group gap="xs" align="flex-end" wrap="nowrap">
      <NumberInput
        label={label}
        w="8rem"
        min={1}
        max={527_040}
        allowDecimal={false}
        value={value.amount}
        onChange={(amount) => onChange({ ...value, amount: Number(amount) || 1 })}
      />
      <NativeSelect
        aria-label={t('scenarios.unit_of', { what: label })}
        data={units.map((unit) => ({ value: unit, label: t(`scenarios.unit.${unit}`) }))}
        value={value.unit}
        onChange={(event) => onChange({ ...value, unit: event.currentTarget.value as Duration['unit'] })}
      />
    </Group>
  );
}
