import { Button, Group } from '@mantine/core';
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Channel,
  changeBluesky,
  changeChatChannel,
  changeFeed,
  changeMastodon,
  changeOpenChannel,
  changeSmsChannel,
  channelRefusals,
  listChannels,
  readEar,
} from '#listen/contract';
import { useCall, useRoute } from '../../api.ts';
import { useSession } from '../../session.ts';
import { confirm } from '../../ui/ConfirmDialog.tsx';
import { CodeSnippet } from '../../ui/Copy.tsx';
import { Waiting } from '../../ui/crash.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { ShownOnce } from '../../ui/ShownOnce.tsx';
import { ChannelState } from './channels/ChannelState.tsx';
import { ChatForm } from './channels/ChatForm.tsx';
import classes from './channels/channels.module.css';
import { chatSnippets } from './channels/chat-snippets.ts';
import { EarForm, isEar } from './channels/EarForm.tsx';
import { EarState } from './channels/EarState.tsx';
import { forgetFreshSecret, freshSecretOf, keepFreshSecret } from './channels/fresh-secret.ts';
import { kindOf } from './channels/kind.ts';
import { MailboxSettings } from './channels/MailboxSettings.tsx';
import { OpenSettings } from './channels/OpenSettings.tsx';
import { SmsForm } from './channels/SmsForm.tsx';

/** One channel: its look, what to paste, and whether it is open. */
export function Screen() {
  const { t } = useTranslation();
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const channels = useRoute(listChannels);
  if (channels.error) return <Problem problem={channels.error} onRetry={() => void channels.refetch()} />;
  if (!channels.data) return <Waiting />;
  const channel = channels.data.items.find((one) => one.id === id);
  const back = { to: '/channels', label: t('channels.many') };
  if (!channel)
    return (
      <>
        <PageHeader title={t('channels.gone')} back={back} />
        <Problem problem={{ ...channelRefusals.no_such_channel, detail: '', cure: t('channels.gone_cure'), fields: [] }} />
      </>
    );
  return <One key={channel.id} channel={channel} back={back} />;
}

function One({ channel, back }: { channel: Channel; back: { to: string; label: string } }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const { id, name, enabled, publicKey, trouble } = channel;
  const kind = kindOf(channel);
  const words = kind === 'open' ? 'open' : 'chat';
  const [secret, setSecret] = useState(() => freshSecretOf(id));
  // Leaving the screen is the end of what is shown once. (A development double-mount must not end it early.)
  useEffect(() => {
    if (secret) keepFreshSecret(id, secret);
    return () => forgetFreshSecret(id);
  }, [id, secret]);
  return (
    <>
      <PageHeader
        title={name}
        back={back}
        lead={
          <Group component="span" gap="sm">
            {t(`channels.kinds.${kind}`)}
            <ChannelState enabled={enabled} trouble={trouble} />
          </Group>
        }
        actions={kind !== 'email' && can('listen.channels') && <OnOff channel={channel} kind={kind} />}
      />
      <div className={classes.sections}>
        {secret && (
          <ShownOnce title={t(`channels.${words}.secret`)} value={secret} copy={t(`channels.${words}.copy_secret`)}>
            {t(`channels.${words}.secret_once`)}
          </ShownOnce>
        )}
        {kind === 'web_chat' && (
          <>
            <Panel title={t('channels.chat.snippet')}>
              <CodeSnippet snippets={chatSnippets(location.origin, publicKey)} />
            </Panel>
            <ChatForm channel={channel} />
          </>
        )}
        {kind === 'email' && <MailboxSettings id={id} />}
        {kind === 'open' && <OpenSettings channel={channel} onSecret={setSecret} />}
        {isEar(kind) && (
          <>
            <EarState id={id} kind={kind} />
            <Panel title={t('ears.settings')}>
              <EarForm kind={kind} channel={channel} />
            </Panel>
          </>
        )}
        {kind === 'sms' && (
          <>
            <Panel title={t('channels.sms.door')}>
              <CodeSnippet
                snippets={[{ label: t('channels.sms.door_label'), code: `${location.origin}/channels/v1/${publicKey}/twilio` }]}
              />
            </Panel>
            <Panel title={t('channels.settings')}>
              <SmsForm channel={channel} />
            </Panel>
          </>
        )}
      </div>
    </>
  );
}

const switches = {
  ...{ web_chat: changeChatChannel, open: changeOpenChannel, sms: changeSmsChannel },
  ...{ feed: changeFeed, mastodon: changeMastodon, bluesky: changeBluesky },
};

function OnOff({ channel: { id, name, enabled }, kind }: { channel: Channel; kind: keyof typeof switches }) {
  const { t } = useTranslation();
  // They differ in their path; all of them take `enabled`.
  const change = useCall(switches[kind] as typeof changeChatChannel, { refreshes: [listChannels, readEar] });
  const words = kind === 'web_chat' ? 'channels.chat' : 'channels';
  const turn = async () => {
    const yes =
      !enabled ||
      (await confirm({
        title: t(`${words}.stop_title`, { name }),
        consequence: isEar(kind) ? t('ears.stop_consequence') : t(`${words}.stop_consequence`),
        action: t(`${words}.stop`),
      }));
    if (yes) change.mutate({ params: { id }, body: { enabled: !enabled } });
  };
  return (
    <Button
      variant={enabled ? 'default' : 'filled'}
      leftSection={enabled ? <IconPlayerStop size={16} /> : <IconPlayerPlay size={16} />}
      loading={change.isPending}
      onClick={() => void turn()}
    >
      {t(enabled ? `${words}.stop` : `${words}.start`)}
    </Button>
  );
}
