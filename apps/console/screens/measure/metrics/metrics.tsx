import { Button, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listMetrics } from '#measure/contract';
import { useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { MetricCard } from './MetricCard.tsx';
import { MetricEditor } from './MetricEditor.tsx';
import classes from './metrics.module.css';
import { useMetricLanguage } from './use-language.ts';

const order = ['own', 'feeling', 'care', 'behaviour', 'value'] as const;

/** Every metric: its definition as a sentence, what it is now, and where it goes. */
export function Screen() {
  const { t } = useTranslation();
  const language = useMetricLanguage();
  const navigate = useNavigate();
  const may = useSession().can('measure.write');
  const [making, setMaking] = useState(false);
  const { data, error, refetch } = useRoute(listMetrics, { query: { language } });
  const items = data?.items ?? [];
  return (
    <>
      <PageHeader
        title={t('metrics.title')}
        lead={t('metrics.lead')}
        actions={
          may && (
            <Button leftSection={<IconPlus size={16} />} onClick={() => setMaking(true)}>
              {t('metrics.define')}
            </Button>
          )
        }
      />
      {error && <Problem problem={error} onRetry={() => void refetch()} />}
      {order.map((group) => {
        const of = items.filter((metric) => metric.group === group);
        if (of.length === 0) return null;
        return (
          <section key={group} aria-label={t(`metrics.group.${group}`)}>
            <Title order={2} mb="sm">
              {t(`metrics.group.${group}`)}
            </Title>
            <div className={classes.cards}>
              {of.map((metric) => (
                <MetricCard key={metric.id} metric={metric} />
              ))}
            </div>
          </section>
        );
      })}
      <MetricEditor
        opened={making}
        onClose={() => setMaking(false)}
        onKept={({ id }) => void navigate({ to: '/measure/metrics/$id', params: { id } as never })}
      />
    </>
  );
}
