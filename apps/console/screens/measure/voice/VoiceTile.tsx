/** What customers say, on a tile: how often, by how many people, and of which kind over time. */
import { Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { summariseVoice, type VoiceQuestion } from '#measure/contract';
import { useFormat } from '../../../ui/format.ts';
import { Figure, TileBody } from '../dashboards/TileBody.tsx';
import { useTile } from '../dashboards/use-tile.ts';
import { KindsChart } from './KindsChart.tsx';
import { type OpenedVoice, VoiceBehind } from './VoiceBehind.tsx';

export function VoiceTile({ question, title }: { question: VoiceQuestion; title: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [opened, setOpened] = useState<OpenedVoice>();
  const { timeZone: _zone, ...asked } = question;
  return (
    <TileBody read={useTile(summariseVoice, { query: question })} nothing={({ records }) => records === 0}>
      {(summary) => (
        <>
          <KindsChart summary={summary} question={question} title={title} height={190}>
            <Figure
              value={format.whole(summary.records)}
              unit={t('dashboards.figure.said', { count: summary.records })}
              onOpen={() => setOpened({ title, asked })}
            >
              <Text size="sm" c="var(--ink-quiet)" component="span">
                · {t('voice.people_count', { count: summary.people, people: format.whole(summary.people) })}
              </Text>
            </Figure>
          </KindsChart>
          <VoiceBehind opened={opened} onClose={() => setOpened(undefined)} />
        </>
      )}
    </TileBody>
  );
}
