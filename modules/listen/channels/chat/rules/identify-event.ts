/** What a visitor said of themselves, as the log keeps it: an identify call (Segment spec). */
import type { Message } from '../../../ingest/rules/read-message.ts';

export function identifyEvent(said: {
  id: string;
  userId: string | undefined;
  anonymousId: string;
  name: string | undefined;
  email: string | undefined;
  /** Milliseconds since the epoch. */
  at: number;
}): Message {
  const { id, userId, anonymousId, name, email, at } = said;
  const traits = { ...(name !== undefined && { name }), ...(email !== undefined && { email }) };
  return {
    kind: 'identify',
    name: 'identify',
    messageId: `chat:${id}`,
    sender: userId === undefined ? { type: 'anonymous_id', value: anonymousId } : { type: 'user_id', value: userId },
    ownDay: new Date(at).toISOString().slice(0, 10),
    occurredAt: at,
    body: JSON.stringify({
      type: 'identify',
      ...(userId !== undefined && { userId }),
      anonymousId,
      traits,
      messageId: `chat:${id}`,
    }),
    identityToken: undefined,
  };
}
