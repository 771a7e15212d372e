/** Why there is no answer, in our own words: the other side's may repeat the key, or what it was asked. */
import type { OutboundReply } from '#platform/outbound';

export const troubleCodes = ['unreachable', 'slow', 'busy', 'refused', 'failed', 'rubbish', 'too_large'] as const;
export type TroubleCode = (typeof troubleCodes)[number];

export class ModelTrouble extends Error {
  override name = 'ModelTrouble';
  /** Tokens it surely cost; null when nobody can say. */
  readonly tokens: number | null;
  /** How long it asked to be left alone. */
  readonly pauseMs: number;
  readonly code: TroubleCode;
  /** A status or a code people can search for; never free text of the other side. */
  readonly detail: string;
  constructor(code: TroubleCode, detail: string, more: { tokens?: number | null; pauseMs?: number; cause?: unknown } = {}) {
    super(`${code}: ${detail}`, { cause: more.cause });
    this.code = code;
    this.detail = detail;
    this.tokens = more.tokens ?? null;
    this.pauseMs = more.pauseMs ?? 0;
  }
  /** Whether another text would have met the same: then it says nothing against this one. */
  get isOfTheServer(): boolean {
    return this.code === 'unreachable' || this.code === 'busy' || this.code === 'refused';
  }
}

const longestPauseMs = 3_600_000;
const codeShape = /^[a-z][a-z0-9_]{1,59}$/;

/** A reply that is no answer. What was turned away cost nothing. */
export function troubleOf({ status, headers, body }: OutboundReply): ModelTrouble {
  const detail = [String(status), ...codesIn(body)].join(' ');
  if (status === 429) return new ModelTrouble('busy', detail, { tokens: 0, pauseMs: pauseOf(headers['retry-after']) });
  if ([401, 403, 404].includes(status)) return new ModelTrouble('refused', detail, { tokens: 0 });
  return new ModelTrouble('failed', detail, { tokens: status < 500 ? 0 : null, pauseMs: pauseOf(headers['retry-after']) });
}

/** Seconds only (RFC 9110 §10.2.3 allows a date too, which these servers do not send). */
function pauseOf(header: string | undefined): number {
  const seconds = Number(header);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds * 1_000, longestPauseMs) : 0;
}

/** `insufficient_quota`, `model_not_found`: words of a fixed list, where a sentence could carry anything. */
function codesIn(body: Buffer): string[] {
  try {
    const { error } = JSON.parse(body.toString('utf8')) as { error?: { code?: unknown; type?: unknown } };
    const said = [error?.code, error?.type].find((one) => typeof one === 'string' && codeShape.test(one));
    return said === undefined ? [] : [String(said)];
  } catch {
    return [];
  }
}
