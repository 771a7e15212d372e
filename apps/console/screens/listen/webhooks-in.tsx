import { Alert, Button, Text, Title } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { listWebhooks, updateWebhook, type Webhook } from '#listen/contract';
import { useCall, useRoute } from '../../api.ts';
import { useSession } from '../../session.ts';
import { Waiting } from '../../ui/crash.tsx';
import { useFormat } from '../../ui/format.ts';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { Link } from '../../ui/Link.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { RelativeTime } from '../../ui/Time.tsx';
import { NotFound } from '../not-found.tsx';
import { MappingBench } from './webhooks/MappingBench.tsx';
import { WebhookSettings } from './webhooks/WebhookSettings.tsx';
import { WebhookState } from './webhooks/WebhooksIn.tsx';
import classes from './webhooks/webhooks.module.css';

/** One webhook that posts to us: how it is doing, what becomes of its bodies, how it proves itself. */
export function Screen() {
  const { id } = useParams({ strict: false }) as { id: string };
  const { can } = useSession();
  const { data, error, refetch } = useRoute(listWebhooks, undefined, { refetchInterval: 15_000 });
  if (error && !data) return <Problem problem={error} onRetry={() => void refetch()} />;
  if (!data) return <Waiting />;
  const webhook = data.items.find((one) => one.id === id);
  return webhook ? <Shown key={id} webhook={webhook} mayChange={can('listen.write')} /> : <NotFound />;
}

function Shown({ webhook, mayChange }: { webhook: Webhook; mayChange: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const toggle = useCall(updateWebhook, { refreshes: [listWebhooks] });
  const { name, enabled, events, keptAside, lastEventAt, lastRefusal, lastRefusedAt } = webhook;
  return (
    <>
      <PageHeader
        title={name}
        back={{ to: '/webhooks', label: t('webhooks.title') }}
        actions={
          mayChange && (
            <Button
              variant="default"
              loading={toggle.isPending}
              onClick={() => toggle.mutate({ params: { id: webhook.id }, body: { enabled: !enabled } })}
            >
              {enabled ? t('webhooks.switch_off') : t('webhooks.switch_on')}
            </Button>
          )
        }
      />
      <div className={classes.sections}>
        <section>
          <KeyValue
            rows={[
              { name: t('webhooks.state'), value: <WebhookState webhook={webhook} /> },
              { name: t('webhooks.in.events'), value: format.whole(events) },
              { name: t('webhooks.in.last'), value: lastEventAt ? <RelativeTime at={lastEventAt} /> : t('webhooks.never') },
              {
                name: t('webhooks.in.aside'),
                value: keptAside > 0 ? <Link to={`/kept-aside?source=${webhook.id}`}>{format.whole(keptAside)}</Link> : undefined,
              },
            ]}
          />
          {lastRefusal && lastRefusedAt && (
            <Alert variant="light" color="gray" mt="md" title={t('webhooks.in.last_refusal')}>
              <Text size="sm">{lastRefusal}</Text>
              <Text size="sm" c="var(--ink-quiet)">
                <RelativeTime at={lastRefusedAt} />
              </Text>
            </Alert>
          )}
        </section>
        <section>
          <Title order={2} mb="sm">
            {t('webhooks.bench.title')}
          </Title>
          <MappingBench webhook={webhook} mayChange={mayChange} />
        </section>
        <section>
          <Title order={2} mb="sm">
            {t('webhooks.settings')}
          </Title>
          <WebhookSettings webhook={webhook} mayChange={mayChange} />
        </section>
      </div>
    </>
  );
}
