/** One event, whole: who said what, when, how far to trust it, and the words as they were sent. */
import { Drawer, Group, Stack, Text } from '@mantine/core';
import { IconChartLine, IconSchema, IconUser } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { LiveEvent, Source } from '#listen/contract';
import { useSession } from '../../session.ts';
import { KindBadge, SourceBadge } from '../../ui/Badges.tsx';
import { CopyButton } from '../../ui/Copy.tsx';
import { useFormat } from '../../ui/format.ts';
import { Json, prettyJson } from '../../ui/Json.tsx';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { ButtonLink } from '../../ui/Link.tsx';
import type { EventKind } from './excerpt.ts';

interface Props {
  event: LiveEvent | undefined;
  source: Source | undefined;
  onClose: () => void;
  /** To the next older (1) or newer (-1) event. */
  onStep: (step: 1 | -1) => void;
}

/** Bodies are cut to this many characters on their way here. */
const CUT_AT = 4_000;

export function EventDrawer({ event, source, onClose, onStep }: Props) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={event !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={event?.name}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
      onKeyDown={({ key, target }) => {
        // Single keys belong to whatever is being typed into.
        if (target instanceof HTMLInputElement) return;
        if (key === 'j') onStep(1);
        if (key === 'k') onStep(-1);
      }}
    >
      {event && <Content event={event} source={source} />}
    </Drawer>
  );
}

function Content({ event, source }: { event: LiveEvent; source: Source | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { can } = useSession();
  const { kind, name, sender, trusted, occurredAt, receivedAt, body } = event;
  const late = (Date.parse(receivedAt) - Date.parse(occurredAt)) / 1000;
  return (
    <Stack gap="lg">
      <Group gap="xs">
        <KindBadge kind={kind as EventKind} />
        {source && <SourceBadge kind={source.kind} name={source.name} />}
      </Group>
      <KeyValue
        rows={[
          { name: t('listen.event.sender'), value: <strong style={{ color: 'var(--voice)' }}>{sender.value}</strong> },
          { name: t('listen.event.identifier'), value: sender.type },
          { name: t('listen.event.trust'), value: trusted ? t('listen.event.verified') : t('listen.event.claimed') },
          { name: t('listen.event.occurred'), value: format.dateTimeExact(occurredAt) },
          {
            name: t('listen.event.received'),
            value:
              late >= 60
                ? t('listen.event.late', { time: format.dateTimeExact(receivedAt), late: format.duration(late) })
                : format.dateTimeExact(receivedAt),
          },
        ]}
      />
      <Group gap="xs">
        {can('customers.read') && (
          <ButtonLink
            to="/customers"
            search={{ search: sender.value }}
            variant="light"
            size="xs"
            leftSection={<IconUser size={14} />}
          >
            {t('listen.event.customer')}
          </ButtonLink>
        )}
        <ButtonLink to="/schema" search={{ event: name }} variant="default" size="xs" leftSection={<IconSchema size={14} />}>
          {t('listen.event.schema')}
        </ButtonLink>
        {can('measure.read') && (
          <ButtonLink to="/trends" search={{ event: name }} variant="default" size="xs" leftSection={<IconChartLine size={14} />}>
            {t('listen.event.trend')}
          </ButtonLink>
        )}
      </Group>
      <div>
        <Group justify="space-between" mb={4}>
          <Text size="sm" fw={500}>
            {t('listen.event.body')}
          </Text>
          <CopyButton value={prettyJson(body)} label={t('listen.event.copy')} />
        </Group>
        {body.length >= CUT_AT && (
          <Text size="sm" c="var(--ink-quiet)" mb={6}>
            {t('listen.event.cut')}
          </Text>
        )}
        <Json text={body} label={t('listen.event.body')} />
      </div>
    </Stack>
  );
}
