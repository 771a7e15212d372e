/** Journeys on a tile: how many cases, and their map. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type JourneyQuestion, journeyPeople, journeys } from '#measure/contract';
import { call } from '../../../api.ts';
import { useFormat } from '../../../ui/format.ts';
import { BehindFigure, type OpenedFigure } from '../BehindFigure.tsx';
import { Figure, TileBody } from '../dashboards/TileBody.tsx';
import { useTile } from '../dashboards/use-tile.ts';
import { JourneyMap } from './Map.tsx';

export function JourneyTile({ question, title }: { question: JourneyQuestion; title: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [opened, setOpened] = useState<OpenedFigure>();
  const read = useTile(journeys, { body: question });
  return (
    <TileBody read={read} nothing={({ cases }) => cases === 0}>
      {(answer) => (
        <>
          <Figure value={format.whole(answer.cases)} unit={t('journeys.figure.cases')} />
          <JourneyMap
            answer={answer}
            most={6}
            title={title}
            onOpen={(name, place) =>
              setOpened({
                title: name,
                figure: { of: 'journeys', question, place },
                read: (page, signal) => call(journeyPeople, { body: { question, place, ...page } }, { signal }),
                part: (cases) => t('journeys.cases', { count: cases, cases: format.whole(cases) }),
              })
            }
          />
          <BehindFigure opened={opened} onClose={() => setOpened(undefined)} />
        </>
      )}
    </TileBody>
  );
}
