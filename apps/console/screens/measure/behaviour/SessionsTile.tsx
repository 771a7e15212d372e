/** Sessions on a tile: how many, and how they go on or, split, where they come from. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type SessionsQuestion, sessions } from '#measure/contract';
import { Chart } from '../../../ui/Chart.tsx';
import { useFormat } from '../../../ui/format.ts';
import { Figure, TileBody } from '../dashboards/TileBody.tsx';
import { useTile } from '../dashboards/use-tile.ts';
import { type OpenedSessions, PeopleOfSessions } from './PeopleOfSessions.tsx';
import { SessionsChart } from './SessionsChart.tsx';
import { useOrigins } from './use-origins.ts';

export function SessionsTile({ question, title }: { question: SessionsQuestion; title: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useOrigins(question);
  const [opened, setOpened] = useState<OpenedSessions>();
  const open = (name: string, place: OpenedSessions['place']) => setOpened({ title: name, place });
  return (
    <>
      <TileBody read={useTile(sessions, { body: question })} nothing={({ whole }) => whole.sessions === 0}>
        {({ whole, points, split }) => {
          const figure = (
            <Figure
              value={format.whole(whole.sessions)}
              unit={t('dashboards.figure.sessions', { count: whole.sessions })}
              onOpen={() => open(t('answers.sessions.all'), {})}
            />
          );
          if (split.length === 0)
            return (
              <SessionsChart points={points} question={question} title={title} height={190} onOpen={open}>
                {figure}
              </SessionsChart>
            );
          return (
            <Chart
              title={title}
              kind="breakdown"
              axis={t('answers.sessions.split')}
              series={[
                {
                  key: 'split',
                  name: t('answers.sessions.title'),
                  points: split.map((part) => ({ x: nameOf(part), y: part.sessions })),
                },
              ]}
              height={60 + split.length * 32}
              onPoint={(_series, { x }) => {
                const part = split.find((one) => nameOf(one) === x);
                // Several things together open nobody.
                if (part && !part.rest) open(x, { label: part.label });
              }}
            >
              {figure}
            </Chart>
          );
        }}
      </TileBody>
      <PeopleOfSessions question={question} opened={opened} onClose={() => setOpened(undefined)} />
    </>
  );
}
