import { Button, Tabs } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from '#platform/contract';
import { useSession } from '../../session.ts';
import { useFilter } from '../../ui/filter.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { NewEndpoint } from './webhooks/NewEndpoint.tsx';
import { NewWebhook } from './webhooks/NewWebhook.tsx';
import { WebhooksIn } from './webhooks/WebhooksIn.tsx';
import { WebhooksOut } from './webhooks/WebhooksOut.tsx';

const shape = { way: z.enum(['in', 'out']).optional() };

/** Other systems tell us, and we tell them: two lists, one screen. */
export function Screen() {
  const { t } = useTranslation();
  const { can } = useSession();
  const [{ way = 'in' }, setFilter] = useFilter(shape);
  const [making, setMaking] = useState(false);
  const mayChange = can('listen.write');
  const list = { mayChange, onNew: () => setMaking(true) };
  const done = () => setMaking(false);
  return (
    <>
      <PageHeader
        title={t('webhooks.title')}
        lead={t('webhooks.lead')}
        actions={mayChange && <Button onClick={list.onNew}>{way === 'in' ? t('webhooks.in.new') : t('webhooks.out.new')}</Button>}
      />
      <Tabs value={way} onChange={(next) => setFilter({ way: next === 'out' ? 'out' : undefined })} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="in">{t('webhooks.in.tab')}</Tabs.Tab>
          <Tabs.Tab value="out">{t('webhooks.out.tab')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="in">
          <WebhooksIn {...list} />
        </Tabs.Panel>
        <Tabs.Panel value="out">
          <WebhooksOut {...list} />
        </Tabs.Panel>
      </Tabs>
      {making && (way === 'in' ? <NewWebhook onClose={done} /> : <NewEndpoint onClose={done} />)}
    </>
  );
}
