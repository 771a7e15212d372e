/** Questions about behaviour on tiles: the one figure, and the picture of the screen that asks it, smaller. */
import { useTranslation } from 'react-i18next';
import {
  activeLast,
  type BreadthQuestion,
  breadth,
  cameBack,
  converted,
  type FunnelQuestion,
  funnel,
  type LifecycleQuestion,
  lifecycle,
  meanUsed,
  type PathsQuestion,
  paths,
  type RetentionQuestion,
  retention,
} from '#measure/contract';
import { useFormat } from '../../../ui/format.ts';
import { Figure, TileBody } from '../dashboards/TileBody.tsx';
import { useTile } from '../dashboards/use-tile.ts';
import { BreadthBars } from './BreadthAnswer.tsx';
import { FunnelBars } from './FunnelAnswer.tsx';
import { LifecycleBars, nobodyIn } from './LifecycleAnswer.tsx';
import { nobodyBegan, Triangle } from './RetentionAnswer.tsx';
import { Ways } from './Ways.tsx';

export function FunnelTile({ question }: { question: FunnelQuestion }) {
  const { t } = useTranslation();
  const percent = usePercent();
  return (
    <TileBody read={useTile(funnel, { body: question })} nothing={({ steps }) => !steps[0]?.people}>
      {(reply) => (
        <>
          <Figure value={percent(converted(reply))} unit={t('dashboards.figure.converted')} />
          <FunnelBars reply={reply} question={question} />
        </>
      )}
    </TileBody>
  );
}

export function PathsTile({ question, title }: { question: PathsQuestion; title: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <TileBody read={useTile(paths, { body: question })} nothing={({ visits }) => visits === 0}>
      {({ visits, edges }) => (
        <>
          <Figure value={format.whole(visits)} unit={t('dashboards.figure.visits')} />
          <Ways question={question} edges={edges} visits={visits} title={t('dashboards.inside', { title })} />
        </>
      )}
    </TileBody>
  );
}

export function RetentionTile({ question, title }: { question: RetentionQuestion; title: string }) {
  const { t } = useTranslation();
  const percent = usePercent();
  return (
    <TileBody read={useTile(retention, { body: question })} nothing={nobodyBegan}>
      {(reply) => (
        <>
          <Figure value={percent(cameBack(reply))} unit={t(`dashboards.figure.came_back.${question.interval}`)} />
          <Triangle reply={reply} question={question} title={t('dashboards.inside', { title })} most={7} />
        </>
      )}
    </TileBody>
  );
}

export function LifecycleTile({ question }: { question: LifecycleQuestion }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <TileBody read={useTile(lifecycle, { body: question })} nothing={nobodyIn}>
      {(reply) => {
        const active = activeLast(reply);
        return (
          <>
            <Figure
              value={active === null ? '–' : format.whole(active)}
              unit={t(`dashboards.figure.active.${question.interval}`)}
            />
            <LifecycleBars reply={reply} question={question} height={190} />
          </>
        );
      }}
    </TileBody>
  );
}

export function BreadthTile({ question }: { question: BreadthQuestion }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <TileBody read={useTile(breadth, { body: question })} nothing={({ used }) => used.length === 0}>
      {({ used }) => (
        <>
          <Figure
            value={format.exact(meanUsed({ used }) ?? 0)}
            unit={t('dashboards.figure.used', { of: question.events.length })}
          />
          <BreadthBars used={used} question={question} />
        </>
      )}
    </TileBody>
  );
}

function usePercent() {
  const format = useFormat();
  return (share: number | null) => (share === null ? '–' : format.percent(share));
}
