import { useTranslation } from 'react-i18next';
import { dismissMailAside, listMailAside, retryMailAside } from '#listen/contract';
import { useCall, useRoute } from '../../../api.ts';
import { showDone } from '../../../ui/Problem.tsx';
import { AsideList } from './AsideList.tsx';

/** Mail that could not be read: kept as it came. */
export function MailAside({ nameOf }: { nameOf: (channelId: string) => string }) {
  const { t } = useTranslation();
  const aside = useRoute(listMailAside, undefined, { refetchInterval: 30_000 });
  const refreshes = [listMailAside];
  const retry = useCall(retryMailAside, { refreshes, onSuccess: () => showDone(t('channels.aside.retried')) });
  const dismiss = useCall(dismissMailAside, { refreshes, onSuccess: () => showDone(t('channels.aside.dismissed')) });
  const items = aside.data?.items ?? [];
  return (
    <AsideList
      title={t('channels.mail.aside')}
      lead={t('channels.mail.aside_lead')}
      items={items.map(({ id, from, channelId, size, reason, receivedAt }) => ({
        ...{ id, from, reason },
        channel: nameOf(channelId),
        words: t('channels.mail.bytes', { count: size }),
        at: receivedAt,
      }))}
      busy={retry.isPending}
      onRetry={(id) => retry.mutate({ params: { id } })}
      onDismiss={(id) => dismiss.mutate({ params: { id } })}
    />
  );
}
