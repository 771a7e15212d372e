/** What an answer means, and as much of it as the log shows. Pure. */

/** Any 2xx. A redirect is not followed: the message did not arrive (Standard Webhooks; reliability case E08). */
export const isDelivered = (status: number): boolean => status >= 200 && status < 300;

/** "410 Gone": the other side asks us to stop (Standard Webhooks). */
export const asksToStop = (status: number): boolean => status === 410;

const shownBytes = 1024;

/** The first kilobyte, as text that Postgres can keep. */
export function shownAnswer(body: Buffer, encoding: string | undefined): string {
  if (encoding && encoding !== 'identity') return `(${encoding}, ${body.length} bytes)`;
  const text = body.subarray(0, shownBytes).toString('utf8').replaceAll('\u0000', '\uFFFD');
  return body.length > shownBytes ? `${text}…` : text;
}
