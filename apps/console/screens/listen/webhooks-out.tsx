import { Alert, Button, Title } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Endpoint, listDeliveries, listEndpoints, testEndpoint, updateEndpoint } from '#listen/contract';
import { useCall, useRoute } from '../../api.ts';
import { useSession } from '../../session.ts';
import { Waiting } from '../../ui/crash.tsx';
import { useFormat } from '../../ui/format.ts';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Problem, showDone, showProblem } from '../../ui/Problem.tsx';
import { DateTime, RelativeTime } from '../../ui/Time.tsx';
import { NotFound } from '../not-found.tsx';
import { DeliveryLog } from './webhooks/DeliveryLog.tsx';
import { EndpointSettings } from './webhooks/EndpointSettings.tsx';
import { EndpointState } from './webhooks/WebhooksOut.tsx';
import classes from './webhooks/webhooks.module.css';

/** One endpoint that we tell: whether it hears us, what was sent, and its settings. */
export function Screen() {
  const { id } = useParams({ strict: false }) as { id: string };
  const { can } = useSession();
  const { data, error, refetch } = useRoute(listEndpoints, undefined, { refetchInterval: 5_000 });
  if (error && !data) return <Problem problem={error} onRetry={() => void refetch()} />;
  if (!data) return <Waiting />;
  const endpoint = data.items.find((one) => one.id === id);
  return endpoint ? <Shown key={id} endpoint={endpoint} mayChange={can('listen.write')} /> : <NotFound />;
}

function Shown({ endpoint, mayChange }: { endpoint: Endpoint; mayChange: boolean }) {
  const { t } = useTranslation();
  const { id, url, description, enabled } = endpoint;
  const toggle = useCall(updateEndpoint, { refreshes: [listEndpoints] });
  const test = useCall(testEndpoint, {
    refreshes: [listDeliveries, listEndpoints],
    onSuccess: ({ state, status, error }) => {
      if (state === 'delivered') showDone(t('webhooks.out.test_arrived', { status }));
      else
        showProblem({ title: t('webhooks.out.test_failed'), detail: error ?? '', cure: t('webhooks.out.test_cure'), fields: [] });
    },
  });
  return (
    <>
      <PageHeader
        title={description || url}
        {...(description && { lead: <span className={classes.url}>{url}</span> })}
        back={{ to: '/webhooks?way=out', label: t('webhooks.title') }}
        actions={
          mayChange && (
            <>
              <Button
                variant="default"
                loading={toggle.isPending}
                onClick={() => toggle.mutate({ params: { id }, body: { enabled: !enabled } })}
              >
                {enabled ? t('webhooks.switch_off') : t('webhooks.switch_on')}
              </Button>
              <Button loading={test.isPending} onClick={() => test.mutate({ params: { id }, body: {} })}>
                {t('webhooks.out.test')}
              </Button>
            </>
          )
        }
      />
      <div className={classes.sections}>
        <Health endpoint={endpoint} />
        {mayChange && (
          <section>
            <Title order={2} mb="sm">
              {t('webhooks.log.title')}
            </Title>
            <DeliveryLog endpoint={endpoint} />
          </section>
        )}
        {mayChange && (
          <section>
            <Title order={2} mb="sm">
              {t('webhooks.settings')}
            </Title>
            <EndpointSettings endpoint={endpoint} />
          </section>
        )}
      </div>
    </>
  );
}

function Health({ endpoint }: { endpoint: Endpoint }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { disabledBecause, failingSince, restsUntil, waiting, failed, passedOver, lastDeliveredAt } = endpoint;
  return (
    <section>
      <KeyValue
        rows={[
          { name: t('webhooks.state'), value: <EndpointState endpoint={endpoint} /> },
          { name: t('webhooks.out.failing_since'), value: failingSince && <RelativeTime at={failingSince} /> },
          { name: t('webhooks.out.rests_until'), value: restsUntil && <DateTime at={restsUntil} /> },
          { name: t('webhooks.out.waiting'), value: format.whole(waiting) },
          { name: t('webhooks.out.failed'), value: failed > 0 ? format.whole(failed) : undefined },
          { name: t('webhooks.out.last'), value: lastDeliveredAt ? <RelativeTime at={lastDeliveredAt} /> : t('webhooks.never') },
        ]}
      />
      {disabledBecause && (
        <Alert variant="light" color="red" mt="md" title={t('webhooks.out.given_up')}>
          {disabledBecause} {t('webhooks.out.given_up_cure')}
        </Alert>
      )}
      {passedOver > 0 && (
        <Alert variant="light" color="red" mt="md" title={t('webhooks.out.overfull')}>
          {t('webhooks.out.passed_over', { count: passedOver })}
        </Alert>
      )}
    </section>
  );
}
