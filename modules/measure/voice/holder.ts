/** What voice keeps about a customer: part of every export and every erasure. */
import type { Holder } from '#customers';
import type { ClickHouse } from '#platform/clickhouse';
import { forgetFeedback } from './analytics/feedback.ts';
import { eraseAnswers } from './model/store.ts';
import { eraseSaid, saidBy } from './store/feedback.ts';
import { eraseTitles } from './store/registers.ts';

export function voiceHolder(clickhouse: ClickHouse): Holder {
  return {
    name: 'measure',
    export: async (tx, { workspaceId, senderNos }) => ({ said: await saidBy(tx, workspaceId, senderNos) }),
    async erase(tx, { workspaceId, senderNos }) {
      // Before their words go: a want was named after the first who wished for it.
      const titles = await eraseTitles(tx, workspaceId, senderNos);
      const answers = await eraseAnswers(tx, workspaceId, senderNos);
      return [
        { store: 'measure.want', rows: titles },
        { store: 'measure.model_answer', rows: answers },
        { store: 'measure.feedback', rows: await eraseSaid(tx, workspaceId, senderNos) },
      ];
    },
    async eraseCopies({ workspaceId, senderNos }) {
      return [
        { store: 'clickhouse.measure_feedback', rows: await forgetFeedback(clickhouse, workspaceId, { senders: senderNos }) },
      ];
    },
  };
}
