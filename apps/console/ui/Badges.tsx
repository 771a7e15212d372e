/** Small marks for what kind of thing this is. Icon and word together: never colour alone. */
import { Badge } from '@mantine/core';
import {
  IconAppWindow,
  IconBolt,
  IconBrowser,
  IconDeviceMobile,
  IconFileImport,
  IconGitMerge,
  IconMessages,
  IconServer,
  IconUserCheck,
  IconUsersGroup,
  IconWebhook,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './badges.module.css';

type Icon = ComponentType<{ size?: number; stroke?: number }>;

/** Kinds of event, as SDKs send them. */
export const kindIcons: Record<string, Icon> = {
  track: IconBolt,
  page: IconAppWindow,
  screen: IconDeviceMobile,
  identify: IconUserCheck,
  group: IconUsersGroup,
  alias: IconGitMerge,
};

/** Kinds of source, by how far their words are trusted. */
const sourceIcons: Record<string, Icon> = {
  server: IconServer,
  browser: IconBrowser,
  import: IconFileImport,
  webhook: IconWebhook,
  channel: IconMessages,
};

/** `whole`: one of our own short words, never cut; names that people gave may be. */
export function Mark({ icon: Icon, whole = false, children }: { icon: Icon | undefined; whole?: boolean; children: string }) {
  return (
    <Badge
      variant="default"
      radius="sm"
      tt="none"
      fw={500}
      leftSection={Icon && <Icon size={12} stroke={1.8} />}
      className={classes.badge ?? ''}
      styles={{ root: { background: 'var(--hover)', border: 0 } }}
      data-whole={whole || undefined}
    >
      {children}
    </Badge>
  );
}

export function KindBadge({ kind }: { kind: 'track' | 'page' | 'screen' | 'identify' | 'group' | 'alias' }) {
  const { t } = useTranslation();
  return (
    <Mark icon={kindIcons[kind]} whole>
      {t(`ui.kind.${kind}`)}
    </Mark>
  );
}

/** `name` is the source's own name; without one, the kind is named. */
export function SourceBadge({ kind, name }: { kind: 'server' | 'browser' | 'import' | 'webhook' | 'channel'; name?: string }) {
  const { t } = useTranslation();
  return (
    <Mark icon={sourceIcons[kind]} whole={name === undefined}>
      {name ?? t(`ui.source.${kind}`)}
    </Mark>
  );
}

/** How something is doing, in a word. */
export function StateBadge({ state, children }: { state: 'good' | 'waiting' | 'bad' | 'off'; children: string }) {
  const colors = { good: 'teal', waiting: 'yellow', bad: 'red', off: 'gray' } as const;
  return (
    <Badge
      variant="dot"
      color={colors[state]}
      tt="none"
      fw={500}
      radius="sm"
      className={classes.badge ?? ''}
      data-whole
      styles={{ root: { border: 0, background: 'none', paddingInline: 4 } }}
    >
      {children}
    </Badge>
  );
}
