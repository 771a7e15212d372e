/** Headers as a mapping, a sample and a human may see them: without what proves who is calling. Pure. */
import type { Verification } from '../../../contract/webhooks-in.ts';

const secret = /authorization|cookie|token|secret|signature|api-?key|password/;
const maxHeaders = 60;
const maxLength = 1000;

export function plainHeaders(headers: Record<string, string | string[] | undefined>, how: Verification): Record<string, string> {
  const proof = 'header' in how ? how.header : undefined;
  return Object.fromEntries(
    Object.entries(allHeaders(headers))
      .filter(([name]) => name !== proof && !secret.test(name))
      .slice(0, maxHeaders)
      .map(([name, value]) => [name, value.slice(0, maxLength)]),
  );
}

/** Every header as one text, names in lower case. */
export const allHeaders = (headers: Record<string, string | string[] | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), [value].flat().join(', ')]],
    ),
  );
