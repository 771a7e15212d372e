import { Alert, Button, Text } from '@mantine/core';
import { IconAlertTriangle, IconEar } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { listChannels, lookNow, readEar } from '#listen/contract';
import { useCall, useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { Waiting } from '../../../ui/crash.tsx';
import { useFormat } from '../../../ui/format.ts';
import { KeyValue } from '../../../ui/KeyValue.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { Problem, showDone } from '../../../ui/Problem.tsx';
import { RelativeTime } from '../../../ui/Time.tsx';
import type { EarKind } from './EarForm.tsx';

/** Whether it is heard, since when not and why, and when it is looked at next. */
export function EarState({ id, kind }: { id: string; kind: EarKind }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { can } = useSession();
  const read = useRoute(readEar, { params: { id } }, { refetchInterval: 15_000 });
  const looking = useCall(lookNow, {
    refreshes: [readEar, listChannels],
    onSuccess: ({ heard }) => showDone(t('ears.looked_now', { count: heard })),
  });
  if (read.error) return <Problem problem={read.error} onRetry={() => void read.refetch()} />;
  if (!read.data) return <Waiting />;
  const { trouble, handle, lookedAt, heardAt, heard, nextAt, limit } = read.data;
  const since = (at: string | null, none: string) => (at === null ? <Text size="sm">{none}</Text> : <RelativeTime at={at} />);
  return (
    <Panel title={t('ears.state')}>
      {trouble && (
        <Alert color="red" variant="light" mb="md" icon={<IconAlertTriangle aria-hidden="true" />} title={t('ears.trouble')}>
          {trouble.reason}
          <br />
          {t('ears.trouble_since', { count: trouble.failures, since: format.dateTime(trouble.since) })}
        </Alert>
      )}
      <KeyValue
        rows={[
          { name: t('ears.as'), value: handle ?? undefined },
          { name: t('ears.looked'), value: since(lookedAt, t('ears.never')) },
          { name: t('ears.heard'), value: since(heardAt, t('ears.never')) },
          { name: t('ears.count'), value: format.exact(heard) },
          { name: t('ears.next'), value: since(nextAt, t('ears.off')) },
          { name: t('ears.limit'), value: limit === null ? undefined : t('ears.limit_value', { count: limit }) },
        ]}
      />
      {kind === 'feed' && (
        <Text size="sm" c="dimmed" mt="md">
          {t('ears.no_answer')}
        </Text>
      )}
      {can('listen.channels') && (
        <Button
          mt="md"
          variant="default"
          leftSection={<IconEar size={16} />}
          loading={looking.isPending}
          // What went wrong stands with the state, too.
          onClick={() => looking.mutate({ params: { id } }, { onError: () => void read.refetch() })}
        >
          {t('ears.look')}
        </Button>
      )}
    </Panel>
  );
}
