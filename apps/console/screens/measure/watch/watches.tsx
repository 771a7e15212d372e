/** Every watch: what it sees, what waits for a word, and whether it can see at all. */
import { Loader } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { listWatches, type Watch } from '#measure/contract';
import { useRoute } from '../../../api.ts';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { useFormat } from '../../../ui/format.ts';
import { ButtonLink, Link } from '../../../ui/Link.tsx';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { Found } from './Found.tsx';
import { State, Told, useTimes } from './Told.tsx';
import classes from './watch.module.css';
import { aboutWords } from './words.ts';

/** Watches are looked at every minute. */
const AGAIN_MS = 30_000;
/** Of those that were judged, in the list. */
const SHOWN = 1;

export function Screen() {
  const { t } = useTranslation();
  const { data, error, isPending, refetch } = useRoute(listWatches, undefined, { refetchInterval: AGAIN_MS });
  const items = data?.items ?? [];
  // What waits for somebody first, then what cannot see.
  const urgency = ({ said, blind, paused }: Watch) => (said.open > 0 ? 2 : Number(blind !== null && !paused));
  const sorted = items.toSorted((a, b) => urgency(b) - urgency(a));
  return (
    <>
      <PageHeader title={t('watch.title')} lead={t('watch.lead')} />
      {error && <Problem problem={error} onRetry={() => void refetch()} />}
      {isPending && <Loader type="dots" aria-label={t('ui.loading')} />}
      {data && items.length === 0 && (
        <EmptyState
          icon={IconEye}
          title={t('watch.empty')}
          lesson={t('watch.empty_lesson')}
          step={<ButtonLink to="/trends">{t('watch.empty_step')}</ButtonLink>}
        />
      )}
      <ul className={classes.list} aria-label={t('watch.title')}>
        {sorted.map((watch) => (
          <li key={watch.id} className={classes.card}>
            <Card watch={watch} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Card({ watch }: { watch: Watch }) {
  const { t } = useTranslation();
  const format = useFormat();
  const times = useTimes(watch);
  const open = watch.findings.filter(({ verdict }) => verdict === null);
  const judged = watch.findings.filter(({ verdict }) => verdict !== null).slice(0, SHOWN);
  return (
    <>
      <div className={classes.head}>
        <h2 className={classes.name}>
          <Link to={`/watches/${watch.id}`} inherit>
            {watch.title}
          </Link>
        </h2>
        <State watch={watch} />
      </div>
      <p className={classes.quiet}>{aboutWords(watch, t, format)}</p>
      <Told watch={watch} />
      {[...open, ...judged].map((finding) => (
        <Found key={finding.id} watch={watch} finding={finding} timeOf={times.long} />
      ))}
    </>
  );
}
