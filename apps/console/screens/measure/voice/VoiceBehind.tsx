/** What stands behind a figure of what customers say: the very words, who said them, and the way to a segment of these people. */
import { Group } from '@mantine/core';
import { type FigureWords, listVoice } from '#measure/contract';
import { usePages } from '../../../api.ts';
import { MakeSegment } from '../keep/MakeSegment.tsx';
import { PeopleDrawer } from '../PeopleDrawer.tsx';
import { SaidList } from './SaidList.tsx';

export interface OpenedVoice {
  /** What was clicked, in words. */
  title: string;
  asked: Omit<Extract<FigureWords, { of: 'voice' }>, 'of'>;
}

export function VoiceBehind({ opened, onClose }: { opened: OpenedVoice | undefined; onClose: () => void }) {
  return (
    <PeopleDrawer title={opened?.title} onClose={onClose}>
      {opened && <Words {...opened} />}
    </PeopleDrawer>
  );
}

function Words({ title, asked }: OpenedVoice) {
  const read = usePages(listVoice, { query: asked });
  return (
    <>
      {read.rows.length > 0 && (
        <Group justify="flex-end" mb="sm">
          <MakeSegment figure={{ of: 'voice', ...asked }} clicked={title} />
        </Group>
      )}
      <SaidList read={read} />
    </>
  );
}
