import { ActionIcon, TextInput, Tooltip } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch, IconWorldSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { searchEverything } from '../../palette.ts';
import { useShortcut } from '../../ui/shortcuts.ts';
import classes from './desk.module.css';
import type { Inbox } from './use-inbox.ts';

/** Words that were said, a title, a label, or `#12`; one step leads on to everything else there is. Looks through every view: what one remembers may be settled long since. */
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
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.blur();
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) searchEverything(text);
      }}
      rightSection={
        text.trim() !== '' && (
          <Tooltip label={t('moments.search_everything')}>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('moments.search_everything')}
              onClick={() => searchEverything(text)}
            >
              <IconWorldSearch size={16} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
        )
      }
    />
  );
}
