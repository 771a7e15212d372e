import { ActionIcon, Button, Group, Menu, Text } from '@mantine/core';
import { useThrottledCallback } from '@mantine/hooks';
import { IconDots, IconKey, IconPencil, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { Navigate, useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listSources, live, refusals, rotateSourceKey, type Source, updateSource } from '#listen/contract';
import { useCall, useRefresh, useRoute } from '../../api.ts';
import { useSession } from '../../session.ts';
import { SourceBadge } from '../../ui/Badges.tsx';
import { confirm } from '../../ui/ConfirmDialog.tsx';
import { CodeSnippet } from '../../ui/Copy.tsx';
import { Waiting } from '../../ui/crash.tsx';
import { useFormat } from '../../ui/format.ts';
import { ButtonLink } from '../../ui/Link.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { Stat, Stats } from '../../ui/Stat.tsx';
import { RelativeTime } from '../../ui/Time.tsx';
import { useLive } from '../../use-live.ts';
import { forgetFreshKeys, freshKeysOf, keepFreshKeys } from './fresh-keys.ts';
import { Key, Keys } from './Keys.tsx';
import { Listening } from './Listening.tsx';
import { Rate } from './Rate.tsx';
import { RenameSource } from './RenameSource.tsx';
import { SourceState } from './SourceState.tsx';
import { snippetsFor } from './snippets.ts';
import classes from './source.module.css';

/** One place where customers are heard: how it is doing, its keys, and what to paste to make it speak. */
export function Screen() {
  const { t } = useTranslation();
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const refresh = useRefresh();
  const sources = useRoute(listSources, undefined, { refetchInterval: 15_000 });
  const soon = useThrottledCallback(() => refresh(listSources), 2_000);
  useLive(live, ({ events }) => {
    if (events.some(({ sourceId }) => sourceId === id)) soon();
  });
  if (sources.error) return <Problem problem={sources.error} onRetry={() => void sources.refetch()} />;
  if (!sources.data) return <Waiting />;
  const source = sources.data.items.find((one) => one.id === id);
  if (!source) return <Gone />;
  // Its address, proof and mapping have a screen of their own.
  if (source.kind === 'webhook') return <Navigate to={`/webhooks/in/${id}`} replace />;
  return <One key={source.id} source={source} title={t('listen.source.many')} />;
}

function Gone() {
  const { t } = useTranslation();
  return (
    <>
      <PageHeader title={t('listen.source.gone')} back={{ to: '/sources', label: t('listen.source.many') }} />
      <Problem problem={{ ...refusals.no_such_source, detail: '', cure: t('listen.source.gone_cure'), fields: [] }} />
    </>
  );
}

function One({ source, title }: { source: Source; title: string }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const format = useFormat();
  const { id, name, kind, publicKey, health } = source;
  const [keys, setKeys] = useState(() => freshKeysOf(id));
  const [renaming, setRenaming] = useState(false);
  // Leaving the screen is the end of what is shown once. (A development double-mount must not end it early.)
  useEffect(() => {
    if (keys) keepFreshKeys(id, keys);
    return () => forgetFreshKeys(id);
  }, [id, keys]);
  const writeKey = keys?.writeKey ?? publicKey ?? undefined;
  const snippets = snippetsFor(kind, { url: location.origin, writeKey: writeKey ?? 'WRITE_KEY' });
  return (
    <>
      <PageHeader
        title={name}
        back={{ to: '/sources', label: title }}
        lead={
          <Group component="span" gap="sm">
            <SourceBadge kind={kind} />
            <SourceState {...source} />
            {health.lastEventAt && (
              <Text component="span" size="sm">
                {t('listen.source.last_event')}: <RelativeTime at={health.lastEventAt} />
              </Text>
            )}
          </Group>
        }
        actions={can('listen.write') && <Actions source={source} onKeys={setKeys} onRename={() => setRenaming(true)} />}
      />
      <div className={classes.sections}>
        {keys && <Keys keys={keys} lasting={publicKey !== null} />}
        {(keys || !health.lastEventAt) && source.enabled && <Listening key={keys?.writeKey} source={source} />}
        <Panel title={t('listen.source.health')}>
          <Stats>
            <Stat label={t('listen.source.today')} value={format.whole(health.eventsToday)} to={`/live?source=${id}`} />
            <Stat label={t('listen.source.events')} value={format.whole(health.events)} to={`/live?source=${id}`} />
            <Stat label={t('listen.aside.title')} value={format.whole(health.keptAside)} to={`/kept-aside?source=${id}`} />
          </Stats>
          {health.events > 0 && (
            <div className={classes.rate}>
              <Rate sourceId={id} name={name} />
            </div>
          )}
        </Panel>
        {snippets.length > 0 && (
          <Panel title={t('listen.source.connect')}>
            <Text size="sm" c="var(--ink-quiet)" mb="sm" maw="44rem">
              {writeKey ? t('listen.source.connect_ready') : t('listen.source.connect_keyless')}
            </Text>
            <CodeSnippet snippets={snippets} />
          </Panel>
        )}
        {publicKey && !keys && (
          <Panel title={t('listen.keys.many')}>
            <Key
              name={t('listen.keys.write_key')}
              text={t('listen.keys.public_text')}
              value={publicKey}
              label={t('listen.keys.copy_write_key')}
            />
          </Panel>
        )}
        {kind === 'import' && (
          <Panel title={t('listen.source.connect')}>
            <Text size="sm" c="var(--ink-quiet)" mb="sm">
              {t('listen.source.connect_import')}
            </Text>
            <ButtonLink to="/import" variant="default">
              {t('listen.source.import')}
            </ButtonLink>
          </Panel>
        )}
      </div>
      <RenameSource key={String(renaming)} source={source} opened={renaming} onClose={() => setRenaming(false)} />
    </>
  );
}

interface ActionsProps {
  source: Source;
  onKeys: (keys: NonNullable<ReturnType<typeof freshKeysOf>>) => void;
  onRename: () => void;
}

function Actions({ source: { id, name, enabled }, onKeys, onRename }: ActionsProps) {
  const { t } = useTranslation();
  const change = useCall(updateSource, { refreshes: [listSources] });
  const rotate = useCall(rotateSourceKey, { refreshes: [listSources], onSuccess: ({ secrets }) => onKeys(secrets) });
  const stop = async () => {
    const yes = await confirm({
      title: t('listen.source.stop_title', { name }),
      consequence: t('listen.source.stop_consequence'),
      action: t('listen.source.stop'),
    });
    if (yes) change.mutate({ params: { id }, body: { enabled: false } });
  };
  const rotateKeys = async () => {
    const yes = await confirm({
      title: t('listen.source.rotate_title', { name }),
      consequence: t('listen.source.rotate_consequence'),
      action: t('listen.source.rotate'),
    });
    if (yes) rotate.mutate({ params: { id }, body: {} });
  };
  return (
    <>
      {!enabled && (
        <Button
          leftSection={<IconPlayerPlay size={16} />}
          loading={change.isPending}
          onClick={() => change.mutate({ params: { id }, body: { enabled: true } })}
        >
          {t('listen.source.start')}
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size="lg" aria-label={t('listen.source.actions', { name })}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} />} onClick={onRename}>
            {t('listen.source.rename')}
          </Menu.Item>
          <Menu.Item leftSection={<IconKey size={16} />} onClick={() => void rotateKeys()}>
            {t('listen.source.rotate')}
          </Menu.Item>
          {enabled && (
            <Menu.Item leftSection={<IconPlayerStop size={16} />} color="red" onClick={() => void stop()}>
              {t('listen.source.stop')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
