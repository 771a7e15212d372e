/** The people behind a figure that was opened, whatever question it belongs to. */
import { useTranslation } from 'react-i18next';
import type { FigureWords, personBehind } from '#measure/contract';
import type { z } from '#platform/contract';
import { useFormat } from '../../ui/format.ts';
import { type PageOf, PeopleDrawer, PeopleList } from './PeopleDrawer.tsx';

export interface OpenedFigure {
  title: string;
  /** What tells this figure from all others. */
  figure: FigureWords;
  read: (page: { limit: number; offset: number }, signal: AbortSignal) => Promise<PageOf<z.infer<typeof personBehind>>>;
  /** A person's part of it, in words. */
  part: (value: number) => string;
}

export function BehindFigure({ opened, onClose }: { opened: OpenedFigure | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <PeopleDrawer title={opened?.title} onClose={onClose}>
      {opened && (
        <PeopleList
          asked={['measure.behind', opened.figure]}
          keep={{ figure: opened.figure, clicked: opened.title }}
          fetchPage={opened.read}
          words={({ events }) => t('measure.events', { count: events, events: format.whole(events) })}
          figure={({ value }) => <span className="figure">{opened.part(value)}</span>}
        />
      )}
    </PeopleDrawer>
  );
}
