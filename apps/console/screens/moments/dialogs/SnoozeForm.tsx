import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { snooze } from '#moments/contract';
import { useCall } from '../../../api.ts';
import { touchedReads } from '../refreshed.ts';
import type { FormProps } from './ActDialog.tsx';
import { WhenChoice } from './WhenChoice.tsx';

export function SnoozeForm({ moment: { id, epoch }, onDone }: FormProps) {
  const { t } = useTranslation();
  const put = useCall(snooze, { refreshes: touchedReads, onSuccess: onDone });
  return (
    <>
      <Text size="sm" c="var(--ink-quiet)" mb="sm">
        {t('moments.snooze_lead')}
      </Text>
      <WhenChoice busy={put.isPending} onChoose={(until) => put.mutate({ params: { id }, body: { epoch, until } })} />
    </>
  );
}
