import { Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { dismissMessageAside, listMessagesAside, retryMessageAside } from '#listen/contract';
import { useCall, useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { confirm } from '../../../ui/ConfirmDialog.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { showDone } from '../../../ui/Problem.tsx';
import { RelativeTime } from '../../../ui/Time.tsx';
import classes from './channels.module.css';

/** Messages that nobody could take in. There should be none, so without any there is nothing to see. */
export function MessagesAside({ nameOf }: { nameOf: (channelId: string) => string }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const aside = useRoute(listMessagesAside, undefined, { refetchInterval: 30_000 });
  const refreshes = [listMessagesAside];
  const retry = useCall(retryMessageAside, { refreshes, onSuccess: () => showDone(t('channels.aside.retried')) });
  const dismiss = useCall(dismissMessageAside, { refreshes, onSuccess: () => showDone(t('channels.aside.dismissed')) });
  const letGo = async (id: string) => {
    const yes = await confirm({
      title: t('channels.aside.dismiss_title'),
      consequence: t('channels.aside.dismiss_consequence'),
      action: t('channels.aside.dismiss'),
    });
    if (yes) dismiss.mutate({ params: { id } });
  };
  if (!aside.data || aside.data.items.length === 0) return null;
  return (
    <div className={classes.aside}>
      <Panel title={t('channels.aside.title')}>
        <Text size="sm" c="var(--ink-quiet)" mb="sm">
          {t('channels.aside.lead')}
        </Text>
        <ul className={classes.list}>
          {aside.data.items.map(({ id, channelId, from, subject, excerpt, reason, receivedAt }) => (
            <li key={id}>
              <Text size="sm" fw={500}>
                {from} · {nameOf(channelId)} · <RelativeTime at={receivedAt} />
              </Text>
              <Text size="sm">{subject ?? excerpt}</Text>
              <Text size="sm" c="red">
                {reason}
              </Text>
              {can('listen.write') && (
                <Group gap="xs" mt="xs">
                  <Button size="xs" variant="default" loading={retry.isPending} onClick={() => retry.mutate({ params: { id } })}>
                    {t('channels.aside.retry')}
                  </Button>
                  <Button size="xs" variant="subtle" color="red" onClick={() => void letGo(id)}>
                    {t('channels.aside.dismiss')}
                  </Button>
                </Group>
              )}
            </li>
          ))}
        </ul>
      </Panel>
    </div>
  );
}
