import { Alert, Button, Text } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { fetchMailbox, readMailbox } from '#listen/contract';
import { useCall, useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { Waiting } from '../../../ui/crash.tsx';
import { KeyValue } from '../../../ui/KeyValue.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { Problem, showDone } from '../../../ui/Problem.tsx';
import { RelativeTime } from '../../../ui/Time.tsx';
import { MailboxForm } from './MailboxForm.tsx';

/** Whether mail comes, why not, and where it is told to come from. */
export function MailboxSettings({ id }: { id: string }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const read = useRoute(readMailbox, { params: { id } }, { refetchInterval: 30_000 });
  const fetching = useCall(fetchMailbox, {
    refreshes: [readMailbox],
    onSuccess: ({ fetched }) => showDone(t('channels.mail.fetched_now', { count: fetched })),
  });
  if (read.error) return <Problem problem={read.error} onRetry={() => void read.refetch()} />;
  if (!read.data) return <Waiting />;
  const { imap, fetchedAt, lastError, address } = read.data;
  const never = <Text size="sm">{t('channels.mail.never')}</Text>;
  const last = fetchedAt === null ? never : <RelativeTime at={fetchedAt} />;
  return (
    <>
      <Panel title={t('channels.mail.state')}>
        {lastError !== null && (
          <Alert
            color="red"
            variant="light"
            mb="md"
            icon={<IconAlertTriangle aria-hidden="true" />}
            title={t('channels.mail.error')}
          >
            {lastError}
          </Alert>
        )}
        <KeyValue
          rows={[
            { name: t('channels.mail.address'), value: address },
            {
              name: t('channels.mail.comes'),
              value: imap ? t('channels.mail.by_imap', { host: imap.host }) : t('channels.mail.by_smtp'),
            },
            { name: t('channels.mail.last'), value: imap ? last : undefined },
          ]}
        />
        {imap && can('listen.channels') && (
          <Button
            mt="md"
            variant="default"
            leftSection={<IconRefresh size={16} />}
            loading={fetching.isPending}
            // What went wrong stands with the mailbox, too.
            onClick={() => fetching.mutate({ params: { id } }, { onError: () => void read.refetch() })}
          >
            {t('channels.mail.fetch')}
          </Button>
        )}
      </Panel>
      <Panel title={t('channels.settings')}>
        <MailboxForm mailbox={read.data} />
      </Panel>
    </>
  );
}
