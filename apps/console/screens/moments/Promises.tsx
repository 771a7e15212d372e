/** What was promised to this customer and is open: by whom, by when, and the word that it was kept. */
import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { listPromises, settlePromise } from '#moments/contract';
import { useCall, useRoute } from '../../api.ts';
import { useSession } from '../../session.ts';
import { StateBadge } from '../../ui/Badges.tsx';
import { Link } from '../../ui/Link.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { RelativeTime } from '../../ui/Time.tsx';
import type { WholeMoment } from './Conversation.tsx';
import classes from './customer.module.css';
import { touchedReads } from './refreshed.ts';

export function Promises({ moment: { id, mine, customer } }: { moment: WholeMoment }) {
  const { t } = useTranslation();
  const { can, employee } = useSession();
  const query = customer?.id ? { customer: customer.id } : { moment: id };
  const { data } = useRoute(listPromises, { query }, { refetchInterval: 30_000 });
  const settle = useCall(settlePromise, { refreshes: touchedReads });
  if (!data || data.items.length === 0) return null;
  return (
    <section>
      <h3>{t('moments.promises.title')}</h3>
      {settle.error && <Problem problem={settle.error} />}
      <ul className={classes.promises}>
        {data.items.map((one) => {
          const may = one.employee.id === employee?.id || (one.momentId === id && mine) || can('moments.lead');
          const answer = (outcome: 'kept' | 'withdrawn') =>
            settle.mutate({ params: { id: one.id }, body: { outcome, note: '' } });
          return (
            <li key={one.id}>
              <span>{one.text}</span>
              <small>
                {one.employee.name} · <RelativeTime at={one.dueAt} />
                {one.momentId !== id && (
                  <>
                    {' · '}
                    <Link to={`/moments/${one.momentId}`} size="xs">
                      #{one.momentNo}
                    </Link>
                  </>
                )}
              </small>
              {one.missed && <StateBadge state="bad">{t('moments.promises.missed')}</StateBadge>}
              {can('moments.own') && may && (
                <Group gap={4}>
                  <Button size="compact-xs" variant="light" disabled={settle.isPending} onClick={() => answer('kept')}>
                    {t('moments.promises.kept')}
                  </Button>
                  <Button size="compact-xs" variant="subtle" disabled={settle.isPending} onClick={() => answer('withdrawn')}>
                    {t('moments.promises.withdraw')}
                  </Button>
                </Group>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
