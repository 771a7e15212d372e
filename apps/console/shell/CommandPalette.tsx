import { useMantineColorScheme } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight } from '@mantine/spotlight';
import { IconKeyboard, IconMoon, IconSearch, IconSun } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type PaletteItem, type PaletteSource, paletteSources } from '../palette.ts';
import { useSession } from '../session.ts';
import { useShortcuts } from '../ui/shortcuts.ts';
import { useWorkspaceId } from '../workspace.ts';
import { navigation } from './nav.ts';
import { openShortcutSheet } from './ShortcutSheet.tsx';

/** What scrolls can be reached by keyboard, although arrows move through it from the input. (Passed on, missing from the types.) */
const scrollableByKeyboard: object = { viewportProps: { tabIndex: 0 } };

/** Ctrl/⌘ K: any screen, any action, and whatever the rooms can find. */
export function CommandPalette() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { can } = useSession();
  const { setColorScheme } = useMantineColorScheme();
  const [text, setText] = useState('');

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
      <Spotlight.ActionsList {...scrollableByKeyboard}>
        <Group label={t('shell.palette.here')} items={matching(here)} />
        <Group label={t('shell.palette.screens')} items={matching(places)} />
        {paletteSources.map((source) => (
          <Found key={source.id} source={source} text={text} go={go} />
        ))}
        <Group label={t('shell.palette.actions')} items={matching(acts)} />
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

function Group({ label, items }: { label: string; items: PaletteItem[] }) {
  if (items.length === 0) return null;
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

function Found({ source, text, go }: { source: PaletteSource; text: string; go: (to: string) => void }) {
  const { t } = useTranslation();
  const workspace = useWorkspaceId();
  const [settled] = useDebouncedValue(text.trim(), 150);
  const { data } = useQuery({
    queryKey: ['palette', source.id, workspace, settled],
    queryFn: ({ signal }) => source.search(settled, signal, go),
    enabled: settled.length >= 2,
  });
  return <Group label={t(source.title)} items={settled.length >= 2 ? (data ?? []) : []} />;
}
