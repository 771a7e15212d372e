import { Kbd, Modal, Switch, Table } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcut, useShortcuts, useShortcutsOff } from '../ui/shortcuts.ts';

let shown = false;
const listeners = new Set<() => void>();
const show = (next: boolean) => {
  shown = next;
  for (const listener of listeners) listener();
};
const watch = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const openShortcutSheet = () => show(true);

/** `?`: every key that does something on this screen, and the switch that turns them all off. */
export function ShortcutSheet() {
  const { t } = useTranslation();
  const opened = useSyncExternalStore(watch, () => shown);
  const shortcuts = useShortcuts();
  const [off, setOff] = useShortcutsOff();
  useShortcut('?', t('shell.shortcuts.title'), openShortcutSheet);
  // The same key may be registered twice (navigation stands in two places); one line is enough.
  const lines = [...new Map(shortcuts.filter(({ keys }) => keys !== '').map((shortcut) => [shortcut.keys, shortcut.label]))];
  return (
    <Modal
      opened={opened}
      onClose={() => show(false)}
      title={t('shell.shortcuts.title')}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      <Table verticalSpacing={6} withRowBorders={false} aria-label={t('shell.shortcuts.title')}>
        <Table.Tbody>
          <Line keys="Ctrl K" label={t('shell.search')} />
          {lines.map(([keys, label]) => (
            <Line key={keys} keys={keys} label={label} />
          ))}
        </Table.Tbody>
      </Table>
      <Switch
        mt="md"
        checked={!off}
        onChange={(event) => setOff(!event.currentTarget.checked)}
        label={t('shell.shortcuts.on')}
        description={t('shell.shortcuts.why')}
      />
    </Modal>
  );
}

function Line({ keys, label }: { keys: string; label: string }) {
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={400}>
        {label}
      </Table.Th>
      <Table.Td ta="end">
        {keys.split(' ').map((key) => (
          <Kbd key={key} size="sm" ml={4}>
            {key}
          </Kbd>
        ))}
      </Table.Td>
    </Table.Tr>
  );
}
