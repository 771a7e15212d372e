/** What customers said as a table: how much of what, now and before. The words themselves stay in the house. */
import type { ReplyOf } from '#platform/contract';
import { type Sheet, saidBy, type summariseVoice, type VoiceQuestion, voiceDimensions } from '../../contract.ts';

export function voiceSheet(question: VoiceQuestion, summary: ReplyOf<typeof summariseVoice>): Sheet {
  return {
    figure: { value: summary.records, unit: 'said' },
    columns: [
      { name: 'by', type: 'text' },
      { name: 'value', type: 'text' },
      { name: 'records', type: 'number' },
      { name: 'people', type: 'number' },
      { name: 'before', type: 'number' },
    ],
    rows: voiceDimensions.flatMap((by) =>
      saidBy(question, summary, by).map(({ value, name, records, people, before }) => [
        by,
        name ?? value,
        records,
        people,
        before,
      ]),
    ),
  };
}
