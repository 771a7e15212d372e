/** One choice within a sentence: reads as a word, opens as a list. */
import { Combobox, Text, UnstyledButton, useCombobox } from '@mantine/core';
import { IconCheck, IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './trends.module.css';

export interface Option {
  value: string;
  label: string;
  /** A few words under it. */
  hint?: string | undefined;
}

interface Props {
  /** What is chosen here: "Event". */
  label: string;
  /** Empty: nothing yet. */
  value: string;
  options: Option[];
  onChange: (value: string) => void;
  /** Stands for "nothing yet". */
  placeholder?: string;
}

/** From this many on, typing is faster than looking. */
const SEARCH_FROM = 8;
const MOST_SHOWN = 100;

export function Choice({ label, value, options, onChange, placeholder = '…' }: Props) {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const searchable = options.length >= SEARCH_FROM;
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      setSearch('');
    },
    onDropdownOpen: () => {
      if (searchable) combobox.focusSearchInput();
      combobox.updateSelectedOptionIndex('active');
    },
  });
  const chosen = options.find((option) => option.value === value)?.label ?? value;
  const wanted = search.trim().toLowerCase();
  const found = options.filter((option) => option.label.toLowerCase().includes(wanted));

  return (
    <Combobox
      store={combobox}
      width="max-content"
      position="bottom-start"
      onOptionSubmit={(next) => {
        onChange(next);
        combobox.closeDropdown();
        combobox.focusTarget();
      }}
    >
      <Combobox.Target targetType="button">
        <UnstyledButton
          className={classes.choice}
          data-empty={value === '' || undefined}
          aria-label={`${label}: ${chosen || placeholder}`}
          onClick={() => combobox.toggleDropdown()}
        >
          {chosen || placeholder}
          <IconChevronDown size={14} aria-hidden="true" />
        </UnstyledButton>
      </Combobox.Target>
      <Combobox.Dropdown miw="12rem" maw="min(24rem, 90vw)">
        {searchable && (
          <Combobox.Search
            value={search}
            onChange={(event) => {
              setSearch(event.currentTarget.value);
              combobox.updateSelectedOptionIndex();
            }}
            placeholder={t('measure.find')}
            aria-label={t('measure.find')}
          />
        )}
        <Combobox.Options mah={320} style={{ overflowY: 'auto' }} aria-label={label}>
          {found.slice(0, MOST_SHOWN).map((option) => (
            <Combobox.Option key={option.value} value={option.value} active={option.value === value}>
              <span className={classes.option}>
                <span>
                  {option.label}
                  {option.hint && (
                    <Text size="xs" c="var(--ink-quiet)" component="span" display="block">
                      {option.hint}
                    </Text>
                  )}
                </span>
                {option.value === value && <IconCheck size={14} aria-hidden="true" />}
              </span>
            </Combobox.Option>
          ))}
          {found.length === 0 && <Combobox.Empty>{t('measure.find_nothing')}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
