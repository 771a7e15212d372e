/** Views that are kept, for oneself or for everybody: a filter under a name. */
import { ActionIcon, Button, Menu, Switch, TextInput } from '@mantine/core';
import { IconBookmark, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { deleteView, listViews, saveView } from '#moments/contract';
import { call, useCall, useRefresh, useRoute } from '../../api.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { useProblemForm } from '../../ui/form.ts';
import { Problem } from '../../ui/Problem.tsx';
import { filterShape, type Inbox } from './use-inbox.ts';

export function SavedViews({ inbox }: { inbox: Inbox }) {
  const { t } = useTranslation();
  const [naming, setNaming] = useState(false);
  const { data } = useRoute(listViews);
  const remove = useCall(deleteView, { refreshes: [listViews] });
  const items = data?.items ?? [];
  const empty = Object.fromEntries(Object.keys(filterShape).map((key) => [key, undefined]));
  return (
    <>
      <Menu position="bottom-end" width={260}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t('moments.saved.title')}>
            <IconBookmark size={18} stroke={1.6} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {items.length > 0 && <Menu.Label>{t('moments.saved.title')}</Menu.Label>}
          {items.map(({ id, name, shared, filter }) => (
            <Menu.Item key={id} onClick={() => inbox.setFilter({ ...empty, ...filter })}>
              {name} {shared && <small>· {t('moments.saved.shared')}</small>}
            </Menu.Item>
          ))}
          {items.length > 0 && <Menu.Label>{t('moments.saved.remove')}</Menu.Label>}
          {items.map(({ id, name }) => (
            <Menu.Item
              key={id}
              color="red"
              leftSection={<IconTrash size={14} aria-hidden="true" />}
              onClick={() => remove.mutate({ params: { id } })}
            >
              {t('moments.saved.remove_named', { name })}
            </Menu.Item>
          ))}
          {items.length > 0 && <Menu.Divider />}
          <Menu.Item onClick={() => setNaming(true)}>{t('moments.saved.keep')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Dialog title={t('moments.saved.keep')} opened={naming} onClose={() => setNaming(false)}>
        <Naming inbox={inbox} onDone={() => setNaming(false)} />
      </Dialog>
    </>
  );
}

function Naming({ inbox: { view, filter }, onDone }: { inbox: Inbox; onDone: () => void }) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues: { name: '', shared: false } }, async (values) => {
    const known = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
    await call(saveView, { body: { ...values, filter: { view, ...known } } });
    refresh(listViews);
    onDone();
  });
  return (
    <form onSubmit={onSubmit}>
      {banner && <Problem problem={banner} />}
      <TextInput label={t('moments.saved.name')} required data-autofocus {...form.getInputProps('name')} />
      <Switch mt="md" label={t('moments.saved.for_all')} {...form.getInputProps('shared', { type: 'checkbox' })} />
      <Button mt="md" type="submit" loading={busy}>
        {t('moments.saved.keep')}
      </Button>
    </form>
  );
}
