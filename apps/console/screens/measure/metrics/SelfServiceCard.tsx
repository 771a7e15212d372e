import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { selfService } from '#knowledge/contract';
import { useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { useFormat } from '../../../ui/format.ts';
import { PlainLink } from '../../../ui/Link.tsx';
import { Change } from './Change.tsx';
import classes from './metrics.module.css';

const spanMs = 90 * 86_400_000;

/** Truly solved by themselves: counted by knowledge, which sees the visits for help and who had to ask a human after all. */
export function SelfServiceCard() {
  const { t } = useTranslation();
  const may = useSession().can('knowledge.read');
  const format = useFormat();
  const [now] = useState(() => Date.now());
  const [present, past] = [now, now - spanMs].map((end) => ({
    from: new Date(end - spanMs).toISOString(),
    to: new Date(end).toISOString(),
  })) as [Span, Span];
  const read = useRoute(selfService, { query: present }, { enabled: may });
  const before = useRoute(selfService, { query: past }, { enabled: may });
  if (!may) return null;
  const [share, was] = [shareOf(read.data), shareOf(before.data)];
  return (
    <PlainLink to="/knowledge/self-service" className={classes.card ?? ''}>
      <span className={classes.name}>{t('metrics.self_service.name')}</span>
      {share !== null && (
        <>
          <span className={`${classes.value} figure`}>{format.percent(share / 100)}</span>
          <span className={classes.line}>
            <Change now={share} before={was} metric={{ unit: 'percent', better: 'higher' }} />
            <span className={classes.quiet}>{t('metrics.span.week')}</span>
          </span>
        </>
      )}
      {read.data && share === null && <span className={classes.quiet}>{t('metrics.self_service.needs')}</span>}
      <span className={classes.quiet}>{t('metrics.self_service.sentence', { count: read.data?.contactHours ?? 24 })}</span>
    </PlainLink>
  );
}

interface Span {
  from: string;
  to: string;
}
interface Ended {
  resolved: number;
  gaveUp: number;
  noResult: number;
  notOpened: number;
}

/** Of visits that have ended; those still open are nobody's success yet. */
function shareOf(ended: Ended | undefined): number | null {
  if (ended === undefined) return null;
  const all = ended.resolved + ended.gaveUp + ended.noResult + ended.notOpened;
  return all === 0 ? null : (100 * ended.resolved) / all;
}
