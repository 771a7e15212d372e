/** Requests to the chat door. No cookies; the token travels in a header. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  /** Seconds. */
  readonly retryAfter: number | undefined;
  constructor(status: number, code: string, detail: string, retryAfter: number | undefined) {
    super(detail);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }
  /** Sent again later, it may be taken. */
  get passing(): boolean {
    return this.status >= 500 || this.status === 429 || this.status === 408;
  }
}

export interface Api {
  ask<T>(path: string, call?: { body?: unknown; bytes?: Blob; token?: string }): Promise<T>;
}

const patienceMs = 20_000;
/** Ten megabytes over a slow line take their time. */
const uploadPatienceMs = 180_000;

export const createApi = (base: string): Api => ({
  async ask<T>(path: string, { body, bytes, token }: { body?: unknown; bytes?: Blob; token?: string } = {}) {
    const answer = await fetch(`${base}/chat/v1/${path}`, {
      method: body === undefined && bytes === undefined ? 'GET' : 'POST',
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.timeout(bytes ? uploadPatienceMs : patienceMs),
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(bytes && { 'content-type': 'application/octet-stream' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(bytes && { body: bytes }),
    });
    if (answer.ok) return (await answer.json()) as T;
    const problem = (await answer.json().catch(() => ({}))) as { code?: string; detail?: string; title?: string };
    const wait = Number(answer.headers.get('retry-after'));
    throw new Refused(answer.status, problem.code ?? '', problem.detail ?? problem.title ?? '', wait || undefined);
  },
});
