/**
 * One response to one survey, without a screen: begun with the first answer, kept as answers are given, gone on with after a
 * reload, sent once. Of saves that wait only the newest is sent; what failed goes with the next.
 */
import type { SurveyLook } from '#listen/contract';

export type Answers = Record<string, unknown>;
export type Settled = 'complete' | 'full';

export class SurveyRefused extends Error {
  readonly code: string;
  readonly fields: { path: string; message: string }[];
  constructor(code: string, detail: string, fields: { path: string; message: string }[]) {
    super(detail);
    this.code = code;
    this.fields = fields;
  }
}

export interface Responding {
  look(): Promise<SurveyLook>;
  /** What was answered before on this device, or through this link; throws when that link was used. */
  resume(): Promise<{ answers: Answers; settled: Settled | undefined }>;
  keep(answers: Answers): void;
  /** Throws `SurveyRefused` with what is wrong. */
  send(answers: Answers): Promise<Settled>;
}

interface Begun {
  token: string;
  state: 'partial' | Settled;
  data: Answers;
}

const pauseMs = 600;

export function createResponding(options: {
  /** Origin of the server. */
  base: string;
  key: string;
  invitation: string | undefined;
  anonymousId: string | undefined;
  locale: string;
  storage: () => Storage | undefined;
}): Responding {
  const { base, key, invitation, anonymousId, locale } = options;
  const name = `verona.survey.${key}`;
  let token: string | undefined;
  let begun: Promise<void> | undefined;
  let latest: Answers | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function ask<T>(path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${base}/s/v1/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      credentials: 'omit',
      cache: 'no-store',
      keepalive: body !== undefined,
      signal: AbortSignal.timeout(20_000),
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (answer.ok) return (await answer.json()) as T;
    const problem = (await answer.json().catch(() => ({}))) as {
      code?: string;
      detail?: string;
      fields?: SurveyRefused['fields'];
    };
    throw new SurveyRefused(problem.code ?? '', problem.detail ?? '', problem.fields ?? []);
  }

  const remember = (kept: string | undefined) => {
    try {
      if (kept === undefined) options.storage()?.removeItem(name);
      else options.storage()?.setItem(name, kept);
    } catch {
      // Without storage it lasts as long as the page.
    }
  };

  async function begin(data: Answers): Promise<Begun> {
    const asked = { data, locale, ...(invitation && { invitation }), ...(anonymousId && { anonymousId }) };
    const begun = await ask<Begun>(`${encodeURIComponent(key)}/responses`, asked);
    token = begun.token;
    if (invitation === undefined) remember(token);
    return begun;
  }

  /** Once, whoever comes first. */
  const ready = (data: Answers): Promise<void> => {
    begun ??= token === undefined ? begin(data).then(() => undefined) : Promise.resolve();
    begun.catch(() => {
      begun = undefined;
    });
    return begun;
  };

  async function flush(): Promise<void> {
    const data = latest;
    if (data === undefined) return;
    latest = undefined;
    try {
      await ready(data);
      await ask('responses', { data });
    } catch {
      latest ??= data;
    }
  }

  return {
    look: () => ask<SurveyLook>(encodeURIComponent(key)),
    async resume() {
      if (invitation !== undefined) {
        const { data, state } = await begin({});
        return { answers: data, settled: state === 'partial' ? undefined : state };
      }
      try {
        token = options.storage()?.getItem(name) ?? undefined;
      } catch {
        token = undefined;
      }
      if (token === undefined) return { answers: {}, settled: undefined };
      try {
        const { data, state } = await ask<Begun>('responses');
        return { answers: data, settled: state === 'partial' ? undefined : state };
      } catch (error) {
        if (!(error instanceof SurveyRefused)) throw error;
        token = undefined;
        remember(undefined);
        return { answers: {}, settled: undefined };
      }
    },
    keep(answers) {
      latest = answers;
      clearTimeout(timer);
      timer = setTimeout(() => void flush(), pauseMs);
    },
    async send(answers) {
      clearTimeout(timer);
      latest = undefined;
      await ready(answers);
      const { state } = await ask<{ state: Settled }>('responses', { data: answers, complete: true });
      return state;
    },
  };
}

/** What is wrong, by question. */
export const faultsOf = (error: unknown): Record<string, string> | undefined =>
  error instanceof SurveyRefused && error.fields.length > 0
    ? Object.fromEntries(error.fields.map(({ path, message }) => [path.replace(/^data\./, ''), message]))
    : undefined;
