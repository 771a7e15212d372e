/** One event: which properties it came with, as what, how often, and what one looked like. */
import { Badge, Code, Drawer, Group, Stack, Text, Title } from '@mantine/core';
import { IconActivity, IconChartLine } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { schemaOfEvent } from '#listen/contract';
import type { ReplyOf } from '#platform/contract';
import { useRoute } from '../../api.ts';
import { useSession } from '../../session.ts';
import { KindBadge } from '../../ui/Badges.tsx';
import { Waiting } from '../../ui/crash.tsx';
import { useFormat } from '../../ui/format.ts';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { ButtonLink } from '../../ui/Link.tsx';
import { Problem } from '../../ui/Problem.tsx';
import type { EventKind } from './excerpt.ts';
import classes from './schema.module.css';
import type { SchemaEvent } from './schema.tsx';

interface Props {
  name: string | undefined;
  /** The event of that name, once for each kind it came as. */
  known: SchemaEvent[];
  onClose: () => void;
}

export function SchemaDrawer({ name, known, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={name !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={name}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      {name !== undefined && <Content name={name} known={known} />}
    </Drawer>
  );
}

function Content({ name, known }: { name: string; known: SchemaEvent[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { can } = useSession();
  const read = useRoute(schemaOfEvent, { params: { name } });
  const seen = known.reduce((sum, event) => sum + event.seen, 0);
  const byTime = (a: string, b: string) => Date.parse(a) - Date.parse(b);
  const first = known.map(({ firstSeen }) => firstSeen).toSorted(byTime)[0];
  const last = known
    .map(({ lastSeen }) => lastSeen)
    .toSorted(byTime)
    .at(-1);
  return (
    <Stack gap="lg">
      <Group gap="xs">
        {known.map(({ kind }) => (
          <KindBadge key={kind} kind={kind as EventKind} />
        ))}
      </Group>
      <KeyValue
        rows={[
          { name: t('listen.schema.seen'), value: seen > 0 && format.whole(seen) },
          { name: t('listen.schema.first'), value: first && format.dateTime(first) },
          { name: t('listen.schema.last'), value: last && format.dateTime(last) },
        ]}
      />
      <Group gap="xs">
        {can('measure.read') && (
          <ButtonLink to="/trends" search={{ event: name }} variant="light" size="xs" leftSection={<IconChartLine size={14} />}>
            {t('listen.schema.trend')}
          </ButtonLink>
        )}
        <ButtonLink to="/live" search={{ search: name }} variant="default" size="xs" leftSection={<IconActivity size={14} />}>
          {t('listen.schema.live')}
        </ButtonLink>
      </Group>
      <section>
        <Title order={3} mb="sm">
          {t('listen.schema.properties')}
        </Title>
        {read.error && <Problem problem={read.error} onRetry={() => void read.refetch()} />}
        {read.isPending && <Waiting />}
        {read.data && <Properties properties={read.data.properties} of={seen} />}
      </section>
    </Stack>
  );
}

type Property = ReplyOf<typeof schemaOfEvent>['properties'][number];

function Properties({ properties, of }: { properties: Property[]; of: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (properties.length === 0) {
    return (
      <Text size="sm" c="var(--ink-quiet)">
        {t('listen.schema.no_properties')}
      </Text>
    );
  }
  return (
    <ul className={classes.properties}>
      {properties.map(({ property, types, example, firstSeen, lastSeen }) => {
        const seen = types.reduce((sum, type) => sum + type.seen, 0);
        return (
          <li key={property}>
            <Group justify="space-between" gap="xs" wrap="nowrap">
              <strong className={classes.property}>{property}</strong>
              <span className={classes.quiet}>
                {of > 0
                  ? t('listen.schema.share', { share: format.percent(Math.min(1, seen / of)) })
                  : t('listen.schema.times', { count: seen })}
              </span>
            </Group>
            <Group gap={6} mt={4}>
              {types.map(({ type, seen: times }) => (
                <Badge
                  key={type}
                  variant="default"
                  radius="sm"
                  tt="none"
                  fw={500}
                  styles={{ root: { border: 0, background: 'var(--hover)' } }}
                >
                  {t(`listen.schema.type.${type}`, { defaultValue: type })}
                  {types.length > 1 && ` ${format.whole(times)}`}
                </Badge>
              ))}
              {example !== null && <Code className={classes.example}>{example}</Code>}
            </Group>
            <span className={classes.quiet}>
              {t('listen.schema.from_to', { from: format.date(firstSeen), to: format.date(lastSeen) })}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
