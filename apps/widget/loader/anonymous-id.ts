/** Who this browser is to the page's own analytics.js, where it runs. */

/** As analytics.js keeps it: plain, or as JSON. */
export function anonymousId(): string | undefined {
  try {
    const kept = localStorage.getItem('ajs_anonymous_id');
    const id = kept?.startsWith('"') ? String(JSON.parse(kept)) : kept;
    return id && id.length >= 8 && id.length <= 200 ? id : undefined;
  } catch {
    return undefined;
  }
}
