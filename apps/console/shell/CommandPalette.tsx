import { useMantineColorScheme } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight } from '@mantine/spotlight';
import { IconKeyboard, IconMoon, IconSearch, IconSun } from '@tabler/icons-react';
import { useQueries } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { onSearchEverything, type PaletteItem, paletteSources } from '../palette.ts';
import { useSession } from '../session.ts';
import { useShortcuts } from '../ui/shortcuts.ts';
import { useWorkspaceId } from '../workspace.ts';
import { navigation } from './nav.ts';
import { openShortcutSheet } from './ShortcutSheet.tsx';

/** What scrolls can be reached by keyboard, although arrows move through it from the input. (Passed on, missing from the types.) */
const scrollableByKeyboard: object = { viewportProps: { tabIndex: 0 } };

/** Two letters say something; fewer find everything. */
const LEAST = 2;
const SETTLED_MS = 150;

/** Ctrl/⌘ K: any screen, any action, and whatever the rooms can find. */
export function CommandPalette() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { can } = useSession();
  const { setColorScheme } = useMantineColorScheme();
  const [text, setText] = useState('');
  useEffect(() => onSearchEverything(setText), []);

  const go = (to: string) => void navigate({ to });
  const places: PaletteItem[] = navigation(can).flatMap(({ items }) =>
    items.map(({ path, title, icon }) => ({ id: path, label: t(title), ...(icon && { icon }), run: () => go(path) })),
  );
  const acts: PaletteItem[] = [
    { id: 'light', label: t('shell.palette.light'), icon: IconSun, run: () => setColorScheme('light') },
    { id: 'dark', label: t('shell.palette.dark'), icon: IconMoon, run: () => setColorScheme('dark') },
    { id: 'keys', label: t('shell.shortcuts.title'), icon: IconKeyboard, run: openShortcutSheet },
  ];
  // Whatever a key does on this screen, for those who know its name better than its key. Places are listed above already.
  const here: PaletteItem[] = useShortcuts()
    .filter(({ keys }) => !keys.startsWith('g ') && keys !== '?')
    .map(({ keys, label, run }, at) => ({
      id: `here ${at} ${label}`,
      label,
      ...(keys && { description: keys }),
      // After the palette has closed and given the focus back.
      run: () => void setTimeout(() => run(new KeyboardEvent('keydown', { key: keys })), 50),
    }));
  const matching = (items: PaletteItem[]) => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return items.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)));
  };
  const { groups: found, looking } = useFound(text, go);
  const groups = [
    { id: 'here', label: t('shell.palette.here'), items: matching(here) },
    { id: 'screens', label: t('shell.palette.screens'), items: matching(places) },
    ...found,
    { id: 'actions', label: t('shell.palette.actions'), items: matching(acts) },
  ].filter(({ items }) => items.length > 0);
  const count = groups.reduce((sum, { items }) => sum + items.length, 0);

  return (
    <Spotlight.Root
      query={text}
      onQueryChange={setText}
      shortcut="mod + K"
      tagsToIgnore={[]}
      scrollable
      maxHeight="60vh"
      clearQueryOnClose
      overlayProps={{ backgroundOpacity: 0.35, blur: 0 }}
      attributes={{ content: { 'aria-label': t('shell.search') } }}
    >
      <Spotlight.Search
        placeholder={t('shell.palette.placeholder')}
        aria-label={t('shell.search')}
        leftSection={<IconSearch size={18} stroke={1.6} />}
      />
      <p role="status" className="only-heard">
        {text.trim() !== '' && !looking && t('shell.palette.found', { count })}
      </p>
      <Spotlight.ActionsList {...scrollableByKeyboard}>
        {groups.map(({ id, label, items }) => (
          <Group key={id} label={label} items={items} />
        ))}
        {groups.length === 0 && <Spotlight.Empty>{t(looking ? 'ui.loading' : 'shell.palette.nothing')}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

function Group({ label, items }: { label: string; items: PaletteItem[] }) {
  return (
    <Spotlight.ActionsGroup label={label}>
      {items.map(({ id, label: name, description, icon: Icon, run }) => (
        <Spotlight.Action
          key={id}
          label={name}
          {...(description && { description })}
          {...(Icon && { leftSection: <Icon size={18} stroke={1.6} /> })}
          onClick={run}
        />
      ))}
    </Spotlight.ActionsGroup>
  );
}

/** All rooms are asked at once; what is no longer asked for is cancelled on its way, and one that fails silences no other. */
function useFound(text: string, go: (to: string) => void) {
  const { t } = useTranslation();
  const workspace = useWorkspaceId();
  const { can } = useSession();
  const wanted = text.trim();
  const [settled] = useDebouncedValue(wanted, SETTLED_MS);
  const enabled = settled.length >= LEAST && wanted.length >= LEAST;
  const sources = paletteSources.filter(({ action }) => can(action));
  const answers = useQueries({
    queries: sources.map((source) => ({
      queryKey: ['palette', source.id, workspace, settled],
      queryFn: ({ signal }: { signal: AbortSignal }) => source.search(settled, signal, go),
      enabled,
      retry: false,
    })),
  });
  return {
    groups: sources.map(({ id, title }, at) => ({ id, label: t(title), items: enabled ? (answers[at]?.data ?? []) : [] })),
    looking: wanted.length >= LEAST && (settled !== wanted || answers.some(({ isFetching }) => isFetching)),
  };
}
