import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcut } from '../../ui/shortcuts.ts';
import classes from './desk.module.css';
import type { Inbox } from './use-inbox.ts';

/** Words that were said, or `#12`. Looks through every view: what one remembers may be settled long since. */
export function SearchBox({ inbox: { filter, view, setFilter } }: { inbox: Inbox }) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const asked = filter.search ?? '';
  const [text, setText] = useState(asked);
  const later = useDebouncedCallback((search: string) => {
    setFilter({ search: search.trim() || undefined, ...(search.trim() && view === 'mine' && { view: 'all' }) });
  }, 250);
  useShortcut('/', t('moments.search'), () => input.current?.focus());
  useEffect(() => setText(asked), [asked]);
  return (
    <TextInput
      ref={input}
      type="search"
      size="sm"
      className={classes.search ?? ''}
      aria-label={t('moments.search')}
      placeholder={t('moments.search')}
      leftSection={<IconSearch size={16} aria-hidden="true" />}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        later(event.currentTarget.value);
      }}
      onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
    />
  );
}
