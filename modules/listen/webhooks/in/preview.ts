/** What a mapping makes of a body, before it is saved: the door's own steps, keeping nothing. */
import type { BodyOf, ReplyOf } from '#platform/contract';
import type { previewWebhook } from '../../contract/webhooks-in.ts';
import { readMessage } from '../../ingest/rules/read-message.ts';
import { readBody } from './rules/read-body.ts';
import { digestOf, readMapping } from './translate.ts';

type Preview = ReplyOf<typeof previewWebhook>;

const shownRows = 20;

export function previewBody(asked: BodyOf<typeof previewWebhook>, at: { now: number; newId: () => string }): Preview {
  const { mapping, body, read: as, headers } = asked;
  const document = readMapping(mapping);
  if (!document.ok) return { faults: document.problems, rows: [] };
  const bytes = Buffer.from(body);
  const contentType = as === 'form' ? 'application/x-www-form-urlencoded' : 'application/json';
  const read = readBody(bytes, contentType, as);
  if (!read.ok) return { faults: [{ path: 'body', message: read.reason }], rows: [] };
  const run = document.mapping.start();
  const digest = digestOf(bytes, undefined);
  const rows = read.records.slice(0, shownRows).map((record, index) => {
    const line = index + 1;
    const { messages, problems, skipped } = run.map(record, { digest, line, headers });
    // The intake has the last word: what it would refuse is a problem here, too.
    const refused = messages.flatMap((message, place) => {
      const checked = readMessage(message, { receivedAt: at.now, newId: at.newId });
      return checked.ok
        ? []
        : [{ line, field: null, target: `emit[${place}].${checked.field || message.type}`, message: checked.reason }];
    });
    return { messages, problems: [...problems, ...refused], skipped };
  });
  return { faults: [], rows };
}
