import { createThreads, TookTooLong } from '#platform/threads';
import { roughText } from './rough-text.ts';
import type { Answered, Asked } from './work.ts';

export interface SanitizeOptions {
  /** 2 s when left out. */
  deadlineMs?: number;
  /** Longer HTML is not cleaned at all; 1 MiB when left out. */
  maxBytes?: number;
  /** 100 when left out. */
  maxDepth?: number;
  /** Images from elsewhere; `blocked` when left out. */
  images?: 'blocked' | 'shown';
  /** Content-ID → address, for images that came along. */
  cid?: Record<string, string>;
}

export interface Sanitized {
  /** Empty when it was cut. */
  html: string;
  text: string;
  blockedRemote: number;
  /** Why there is no HTML. */
  cut?: 'too_large' | 'deadline' | 'failed';
}

export interface Html {
  sanitize(html: string, options?: SanitizeOptions): Promise<Sanitized>;
  close(): Promise<void>;
}

/** Threads start with the first HTML. */
export function createHtml({ threads: size = 1 }: { threads?: number } = {}): Html {
  const threads = createThreads<Asked, Answered>({ module: new URL('./work.ts', import.meta.url).href, size });
  const cutShort = (html: string, cut: NonNullable<Sanitized['cut']>): Sanitized => ({
    html: '',
    text: roughText(html),
    blockedRemote: 0,
    cut,
  });
  return {
    async sanitize(html, { deadlineMs = 2_000, maxBytes = 1_048_576, maxDepth = 100, images = 'blocked', cid = {} } = {}) {
      if (Buffer.byteLength(html) > maxBytes) return cutShort(html, 'too_large');
      try {
        return await threads.run({ html, maxDepth, images, cid }, deadlineMs);
      } catch (error) {
        return cutShort(html, error instanceof TookTooLong ? 'deadline' : 'failed');
      }
    },
    close: () => threads.close(),
  };
}
