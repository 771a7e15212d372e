/** Attribution on a tile: channels by models, and behind each the people. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type AttributionQuestion, attribution, attributionPeople } from '#measure/contract';
import { call } from '../../../api.ts';
import { useFormat } from '../../../ui/format.ts';
import { BehindFigure, type OpenedFigure } from '../BehindFigure.tsx';
import { Figure, TileBody } from '../dashboards/TileBody.tsx';
import { useTile } from '../dashboards/use-tile.ts';
import { Credits } from './Credits.tsx';

export function AttributionTile({ question }: { question: AttributionQuestion }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [opened, setOpened] = useState<OpenedFigure>();
  const read = useTile(attribution, { body: question });
  return (
    <TileBody read={read} nothing={({ channels, untouched }) => channels.length === 0 && untouched.conversions === 0}>
      {(answer) => (
        <>
          <Figure value={format.whole(answer.attributed.conversions)} unit={t('attribution.figure.attributed')} />
          <Credits
            answer={answer}
            property={question.channel}
            measured={question.value === undefined ? 'conversions' : 'value'}
            onOpen={(title, channel, place) =>
              setOpened({
                title,
                figure: { of: 'attribution', question, channel, place },
                read: (page, signal) => call(attributionPeople, { body: { question, channel, place, ...page } }, { signal }),
                part: (count) => t('attribution.conversions_of', { count, conversions: format.whole(count) }),
              })
            }
          />
          <BehindFigure opened={opened} onClose={() => setOpened(undefined)} />
        </>
      )}
    </TileBody>
  );
}
