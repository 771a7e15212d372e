/** What an answer says, as much of it as people are shown. Pure. */
const longest = 200;

export function shownReason(body: Buffer): string {
  const text = body
    .subarray(0, 2_000)
    .toString('utf8')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  if (text === '') return '';
  return `: ${text.length > longest ? `${text.slice(0, longest)}…` : text}`;
}
