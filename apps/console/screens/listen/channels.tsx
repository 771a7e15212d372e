import { Button, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconBrandBluesky,
  IconBrandMastodon,
  IconDeviceMobileMessage,
  IconMail,
  IconMessages,
  IconPlugConnected,
  IconPlus,
  IconRss,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type Channel, listChannels } from '#listen/contract';
import { useRoute } from '../../api.ts';
import { useSession } from '../../session.ts';
import { Mark } from '../../ui/Badges.tsx';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { useShortcut } from '../../ui/shortcuts.ts';
import { RelativeTime } from '../../ui/Time.tsx';
import { ChannelState } from './channels/ChannelState.tsx';
import { kindOf } from './channels/kind.ts';
import { MailAside } from './channels/MailAside.tsx';
import { MessagesAside } from './channels/MessagesAside.tsx';
import { NewChannel } from './channels/NewChannel.tsx';

const icons = {
  ...{ web_chat: IconMessages, email: IconMail, sms: IconDeviceMobileMessage, open: IconPlugConnected },
  ...{ feed: IconRss, mastodon: IconBrandMastodon, bluesky: IconBrandBluesky },
};

/** Where customers talk with us. */
export function Screen() {
  const { t } = useTranslation();
  const { can } = useSession();
  const [adding, { open, close }] = useDisclosure(false);
  const channels = useRoute(listChannels);
  const nameOf = (id: string) => channels.data?.items.find((one) => one.id === id)?.name ?? '–';
  const mayAdd = can('listen.channels');
  useShortcut('n', t('channels.add'), open, mayAdd);

  const columns: Column<Channel>[] = [
    { id: 'name', title: t('channels.one'), cell: ({ name }) => name },
    {
      id: 'kind',
      title: t('channels.kind'),
      cell: (channel) => <Mark icon={icons[kindOf(channel)]}>{t(`channels.kinds.${kindOf(channel)}`)}</Mark>,
    },
    {
      id: 'state',
      title: t('channels.state'),
      cell: ({ enabled, trouble }) => <ChannelState enabled={enabled} trouble={trouble} />,
    },
    { id: 'since', title: t('channels.since'), cell: ({ createdAt }) => <RelativeTime at={createdAt} /> },
  ];
  const add = mayAdd && (
    <Button leftSection={<IconPlus size={16} />} onClick={open}>
      {t('channels.add')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('channels.many')} lead={t('channels.lead')} actions={add} />
      <DataTable
        label={t('channels.many')}
        columns={columns}
        rows={channels.data?.items ?? []}
        rowKey={({ id }) => id}
        to={({ id }) => `/channels/${id}`}
        loading={channels.isPending}
        problem={channels.error}
        onRetry={() => void channels.refetch()}
        empty={<EmptyState icon={IconMessages} title={t('channels.none')} lesson={t('channels.none_lesson')} step={add} />}
      />
      <MessagesAside nameOf={nameOf} />
      <MailAside nameOf={nameOf} />
      <Modal
        opened={adding}
        onClose={close}
        title={t('channels.add')}
        centered
        closeButtonProps={{ 'aria-label': t('ui.close') }}
      >
        <NewChannel onClose={close} />
      </Modal>
    </>
  );
}
