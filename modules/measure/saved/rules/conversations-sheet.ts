/** Conversations as a table: one row a channel. The single ones are about somebody, and stay in the house. */
import type { ReplyOf } from '#platform/contract';
import type { listConversations, Sheet } from '../../contract.ts';

export function conversationsSheet({ channels }: Pick<ReplyOf<typeof listConversations>, 'channels'>): Sheet {
  return {
    figure: { value: channels.reduce((sum, { conversations }) => sum + conversations, 0), unit: 'conversations' },
    columns: [
      { name: 'channel', type: 'text' },
      { name: 'conversations', type: 'number' },
      { name: 'contacts_each', type: 'number' },
      { name: 'median_waited', type: 'number', as: 'seconds' },
      { name: 'median_elapsed', type: 'number', as: 'seconds' },
      { name: 'asked_again', type: 'number' },
    ],
    rows: channels.map(({ channel, conversations, contacts, waitedSeconds, elapsedSeconds, askedAgain }) => [
      ...[channel, conversations, contacts, waitedSeconds, elapsedSeconds, askedAgain],
    ]),
  };
}
