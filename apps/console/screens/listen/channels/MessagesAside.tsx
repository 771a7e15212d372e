import { useTranslation } from 'react-i18next';
import { dismissMessageAside, listMessagesAside, retryMessageAside } from '#listen/contract';
import { useCall, useRoute } from '../../../api.ts';
import { showDone } from '../../../ui/Problem.tsx';
import { AsideList } from './AsideList.tsx';

/** Messages that nobody could take in. */
export function MessagesAside({ nameOf }: { nameOf: (channelId: string) => string }) {
  const { t } = useTranslation();
  const aside = useRoute(listMessagesAside, undefined, { refetchInterval: 30_000 });
  const refreshes = [listMessagesAside];
  const retry = useCall(retryMessageAside, { refreshes, onSuccess: () => showDone(t('channels.aside.retried')) });
  const dismiss = useCall(dismissMessageAside, { refreshes, onSuccess: () => showDone(t('channels.aside.dismissed')) });
  const items = aside.data?.items ?? [];
  return (
    <AsideList
      title={t('channels.aside.title')}
      lead={t('channels.aside.lead')}
      items={items.map(({ channelId, subject, excerpt, receivedAt, ...rest }) => ({
        ...rest,
        channel: nameOf(channelId),
        words: subject ?? excerpt,
        at: receivedAt,
      }))}
      busy={retry.isPending}
      onRetry={(id) => retry.mutate({ params: { id } })}
      onDismiss={(id) => dismiss.mutate({ params: { id } })}
    />
  );
}
