/** What nobody answers for, and the way to where somebody can be named. Empty is the goal. */
import { Loader } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type Hole, listHoles } from '#measure/contract';
import { useRoute } from '../../../api.ts';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { Link } from '../../../ui/Link.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import classes from './touchpoints.module.css';

const kinds = ['touchpoint', 'metric', 'scenario', 'journey', 'theme'] as const;
const placeOf: Record<Hole['kind'], (id: string) => string> = {
  touchpoint: () => '/touchpoints?part=registry',
  metric: (id) => `/measure/metrics/${id}`,
  scenario: (id) => `/scenarios/${id}`,
  journey: () => '/dashboards',
  theme: () => '/voice/themes',
};

export function Holes() {
  const { t } = useTranslation();
  const { data, error, refetch } = useRoute(listHoles);
  if (error) return <Problem problem={error} onRetry={() => void refetch()} />;
  if (!data) return <Loader type="dots" aria-label={t('ui.loading')} />;
  if (data.items.length === 0)
    return <EmptyState icon={IconCheck} title={t('touchpoints.holes.none')} lesson={t('touchpoints.holes.lesson')} />;
  return (
    <>
      <p className={classes.method}>{t('touchpoints.holes.lead', { count: data.items.length })}</p>
      {kinds.map((kind) => {
        const items = data.items.filter((hole) => hole.kind === kind);
        if (items.length === 0) return null;
        return (
          <div key={kind} className={classes.part}>
            <Panel title={t(`touchpoints.holes.${kind}`, { count: items.length })}>
              <ul className={classes.list} aria-label={t(`touchpoints.holes.${kind}`, { count: items.length })}>
                {items.map(({ id, name, left }) => (
                  <li key={id}>
                    <Link to={placeOf[kind](id)}>{name}</Link>
                    {left !== null && <span className={classes.quiet}>{t('touchpoints.left', { name: left })}</span>}
                  </li>
                ))}
              </ul>
            </Panel>
          </div>
        );
      })}
    </>
  );
}
