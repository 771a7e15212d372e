/** What the metric means, every definition it had, and what was written on its charts. */
import { ActionIcon, Group, Text, Title } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { deleteNote, type readMetric } from '#measure/contract';
import type { ReplyOf } from '#platform/contract';
import { useCall } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { useFormat } from '../../../ui/format.ts';
import classes from './metrics.module.css';

export function Definition({ metric, onChanged }: { metric: ReplyOf<typeof readMetric>; onChanged: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useSession().can('measure.write');
  const forget = useCall(deleteNote, { onSuccess: onChanged });
  return (
    <>
      <Title order={2} mb="xs">
        {t('metrics.history')}
      </Title>
      <ol className={classes.history} aria-label={t('metrics.history')}>
        {metric.versions.map(({ no, sentence, changedBy, changedAt, why }) => (
          <li key={no}>
            <Text fw={500}>{t(no === metric.metricVersion ? 'metrics.version_now' : 'metrics.version', { no })}</Text>
            <Text>{sentence}</Text>
            <Text size="sm" c="var(--ink-quiet)">
              {t('metrics.changed', { by: changedBy, at: format.dateTime(changedAt) })}
              {why && ` · ${why}`}
            </Text>
          </li>
        ))}
      </ol>
      <Text size="sm" c="var(--ink-quiet)" mt="sm" mb="xl">
        {t(`metrics.better.${metric.better}`)} · {metric.owner ? metric.owner.name : t('metrics.nobody_owns')}
      </Text>
      {metric.notes.length > 0 && (
        <>
          <Title order={2} mb="xs">
            {t('metrics.note.many')}
          </Title>
          <ul className={classes.history} aria-label={t('metrics.note.many')}>
            {metric.notes.map(({ id, day, text, by }) => (
              <li key={id}>
                <Group justify="space-between" wrap="nowrap">
                  <span>
                    {text}
                    <Text size="sm" c="var(--ink-quiet)">
                      {format.date(`${day}T12:00:00`)} · {by}
                    </Text>
                  </span>
                  {may && (
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      aria-label={t('metrics.note.remove', { text })}
                      onClick={() => forget.mutate({ params: { id } })}
                    >
                      <IconX size={16} />
                    </ActionIcon>
                  )}
                </Group>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
