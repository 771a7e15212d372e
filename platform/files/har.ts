/**
 * A HAR file (HTTP Archive 1.2) is a recording of a browser: sessions included. Cookies and keys are taken out before anything
 * is stored; the original is not kept (reliability case D14).
 */

const telling = /^(cookie|set-cookie|authorization|proxy-authorization|x-api-key|x-auth-token|x-csrf-token|x-xsrf-token)$/i;
const tellingName = /token|secret|password|passwd|session|auth|api_?key|code|assertion|saml/i;
const removed = '[removed]';

/** By its name, or by what stands at its beginning. */
export const isHar = (name: string, bytes: Buffer): boolean =>
  /\.har$/i.test(name.trim()) || /^[\s\ufeff]*\{\s*"log"\s*:\s*\{/.test(bytes.subarray(0, 400).toString('utf8'));

/** The same recording without what opens sessions; undefined when it cannot be read. */
export function strippedHar(bytes: Buffer): Buffer | undefined {
  try {
    const har: unknown = JSON.parse(bytes.toString('utf8').replace(/^\ufeff/, ''));
    return Buffer.from(JSON.stringify(stripped(har, 0)));
  } catch {
    return undefined;
  }
}

function stripped(value: unknown, depth: number): unknown {
  if (depth > 60) return removed;
  if (Array.isArray(value)) return value.map((each) => stripped(each, depth + 1));
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? withoutQuerySecrets(value) : value;
  const entries = Object.entries(value);
  const { name } = value as { name?: unknown };
  const isTelling = typeof name === 'string' && (telling.test(name) || tellingName.test(name));
  return Object.fromEntries(
    entries.map(([key, each]) => {
      if (key === 'cookies') return [key, []];
      // Bodies hold passwords on the way in and tokens on the way out.
      if (key === 'postData' || key === 'content') return [key, { mimeType: mimeTypeOf(each), text: removed }];
      if (key === 'value' && isTelling) return [key, removed];
      return [key, stripped(each, depth + 1)];
    }),
  );
}

const mimeTypeOf = (value: unknown): string => {
  const type = typeof value === 'object' && value !== null && 'mimeType' in value ? value.mimeType : '';
  return typeof type === 'string' ? type : '';
};

function withoutQuerySecrets(text: string): string {
  return text.replace(/([?&][^=&#\s]{0,100}=)([^&#\s]+)/g, (all, key: string) =>
    tellingName.test(key) ? `${key}${removed}` : all,
  );
}
