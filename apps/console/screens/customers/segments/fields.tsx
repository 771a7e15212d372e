/** The words of a condition as small inputs: each is named for those who cannot see the sentence around it. */
import { Autocomplete, NumberInput, Select, TextInput } from '@mantine/core';

export interface Choice<V extends string> {
  value: V;
  label: string;
}

interface ChooseProps<V extends string> {
  label: string;
  value: V;
  choices: Choice<V>[];
  onChange: (value: V) => void;
  /** In characters; as wide as what is chosen when left out, so that it reads as a word of the sentence. */
  wide?: number;
  searchable?: boolean;
}

export function Choose<V extends string>({ label, value, choices, onChange, wide, searchable = false }: ChooseProps<V>) {
  const width = wide ?? choices.find((choice) => choice.value === value)?.label.length ?? 8;
  return (
    <Select
      aria-label={label}
      data={choices}
      value={value}
      onChange={(next) => next !== null && onChange(next as V)}
      allowDeselect={false}
      searchable={searchable}
      w={`${width + 7}ch`}
      maw="100%"
      comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
    />
  );
}

interface NameProps {
  label: string;
  value: string;
  /** What has been seen so far; anything else may be typed. */
  known: string[];
  onChange: (value: string) => void;
  autoFocus?: boolean;
}

export function Name({ label, value, known, onChange, autoFocus = false }: NameProps) {
  return (
    <Autocomplete
      aria-label={label}
      placeholder={label}
      data={known}
      value={value}
      onChange={onChange}
      limit={50}
      w="13rem"
      maw="100%"
      {...(autoFocus && { 'data-autofocus': true })}
      comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
    />
  );
}

export function Words({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <TextInput
      aria-label={label}
      placeholder={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      w="11rem"
      maw="100%"
    />
  );
}

/** NaN while nothing is typed. */
export function Figure({
  label,
  value,
  onChange,
  whole,
}: {
  label: string;
  value: number;
  onChange: (value: number) => void;
  whole?: true;
}) {
  return (
    <NumberInput
      aria-label={label}
      placeholder={label}
      value={Number.isNaN(value) ? '' : value}
      onChange={(next) => onChange(typeof next === 'number' ? next : Number.parseFloat(next))}
      {...(whole && { min: 1, allowDecimal: false })}
      hideControls
      w="5.5rem"
    />
  );
}

/** A day as an instant: its midnight, UTC, as reports count days. */
export function Day({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <TextInput
      type="date"
      aria-label={label}
      value={value.slice(0, 10)}
      onChange={(event) => onChange(event.currentTarget.value && `${event.currentTarget.value}T00:00:00.000Z`)}
      w="10rem"
    />
  );
}
