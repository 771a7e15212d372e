/** "Keep" on any screen that asks: the question under a name, at will on a dashboard. */
import { Button, Checkbox, Group, Select, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPinned } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Asked,
  changeDashboard,
  createDashboard,
  createView,
  listDashboards,
  listViews,
  mostTiles,
  type Range,
  readDashboard,
} from '#measure/contract';
import { call, useRefresh, useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { Dialog } from '../../../ui/Dialog.tsx';
import { useProblemForm } from '../../../ui/form.ts';
import { Problem } from '../../../ui/Problem.tsx';

interface Props {
  asked: Asked;
  /** "The last 30 days", meant anew whenever it is looked at; null: the very days of the question. */
  range: Range | null;
  /** What it would be called. */
  title: string;
}

export function Keep(props: Props) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button variant="default" leftSection={<IconPinned size={16} />} onClick={() => setOpened(true)}>
        {t('dashboards.keep.action')}
      </Button>
      <Dialog title={t('dashboards.keep.title')} opened={opened} onClose={() => setOpened(false)}>
        <KeepForm {...props} onDone={() => setOpened(false)} />
      </Dialog>
    </>
  );
}

const NOWHERE = '';
const NEW = 'new';

function KeepForm({ asked, range, title, onDone }: Props & { onDone: () => void }) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const { can } = useSession();
  const { data } = useRoute(listDashboards);
  const open = (data?.items ?? []).filter((one) => one.tileCount < mostTiles && (!one.shared || can('measure.write')));
  const { form, banner, busy, onSubmit } = useProblemForm(
    { initialValues: { title: title.slice(0, 120), where: NOWHERE, shared: false } },
    async ({ title: name, where, shared }) => {
      const board = open.find(({ id }) => id === where);
      // A dashboard for everyone shows only what everyone may see.
      const view = await call(createView, {
        body: { title: name, sentence: title, asked, range, shared: shared || (board?.shared ?? false) },
      });
      if (where !== NOWHERE) await pin(view.id, where, name, shared);
      refresh(listViews, listDashboards, readDashboard);
      notifications.show({ message: t('dashboards.keep.kept', { title: name }) });
      onDone();
    },
  );
  const options = [
    { value: NOWHERE, label: t('dashboards.keep.nowhere') },
    ...open.map(({ id, title: label }) => ({ value: id, label })),
    { value: NEW, label: t('dashboards.keep.new_board') },
  ];
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="md">
        {banner && <Problem problem={banner} />}
        <TextInput label={t('dashboards.field.title')} required maxLength={120} data-autofocus {...form.getInputProps('title')} />
        <Select label={t('dashboards.keep.where')} data={options} allowDeselect={false} {...form.getInputProps('where')} />
        {can('measure.write') && (
          <Checkbox label={t('dashboards.field.shared')} {...form.getInputProps('shared', { type: 'checkbox' })} />
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onDone}>
            {t('ui.cancel')}
          </Button>
          <Button type="submit" loading={busy}>
            {t('dashboards.keep.action')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Puts the view last on a dashboard, or on one of its own. */
async function pin(viewId: string, where: string, title: string, shared: boolean): Promise<void> {
  const tile = { viewId, title: '', size: 'wide' as const };
  if (where === NEW) {
    await call(createDashboard, { body: { title, shared, tiles: [tile] } });
    return;
  }
  const { id, version, ...words } = await call(readDashboard, { params: { id: where } });
  const tiles = words.tiles.map(({ viewId: view, title: own, size }) => ({ viewId: view, title: own, size }));
  const body = { title: words.title, description: words.description, shared: words.shared, tiles: [...tiles, tile], version };
  await call(changeDashboard, { params: { id }, body });
}
