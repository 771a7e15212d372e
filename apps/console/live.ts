/**
 * Live updates: one socket, many subscriptions, each resumed by its cursor.
 *
 * The connection tells its state so that the shell can say "connection lost" and "caught up" instead of letting people trust
 * a page that stands still. Reconnects back off with jitter: after a restart, a thousand consoles do not knock at once.
 */
import type { Topic, z } from '#platform/contract';
import { type ClientFrame, closeCodes, refusals, type ServerFrame } from '#platform/realtime/contract';

export type LiveState = 'idle' | 'connecting' | 'open' | 'lost' | 'caught_up';

interface Subscription {
  topic: string;
  key?: string;
  cursor?: string | undefined;
  /** Answered by the server on the present socket. */
  confirmed: boolean;
  onMessage(message: unknown): void;
  onChanged(): void;
  onError(error: LiveError): void;
}

export interface LiveError {
  code: string;
  /** What was refused and what to do, as a sentence. */
  detail: string;
}

/** What of the world this needs; tests bring their own. */
export interface LiveWorld {
  connect(): WebSocket;
  after(milliseconds: number, run: () => void): () => void;
  random(): number;
  /** The server ended the session; knocking again is useless. */
  revoked(): void;
}

const FIRST_WAIT = 500;
const LONGEST_WAIT = 30_000;
const CAUGHT_UP_SHOWN = 4_000;
/** A socket that died in a sleeping laptop or a tunnel stays "open" for minutes: ask. */
const BEAT = 20_000;

export class Live {
  readonly #world: LiveWorld;
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #listeners = new Set<() => void>();
  #socket: WebSocket | undefined;
  #state: LiveState = 'idle';
  #attempts = 0;
  #serial = 0;
  #wasLost = false;
  #cancelTimer: (() => void) | undefined;
  #cancelBeat: (() => void) | undefined;
  #heardSinceBeat = true;

  constructor(world: LiveWorld) {
    this.#world = world;
  }

  /** Present state, in the shape `useSyncExternalStore` asks for. */
  readonly state = (): LiveState => this.#state;

  readonly watch = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /**
   * Subscribes until the returned function is called. With a `cursor`, first everything after it arrives. Messages come
   * as the server's contract promises them; they are not parsed again. `onChanged`: more happened than is sent; read anew.
   */
  subscribe<M extends z.ZodType>(
    topic: Topic<M>,
    more: { key?: string; cursor?: string; onError?: (error: LiveError) => void; onChanged?: () => void },
    onMessage: (message: z.output<M>) => void,
  ): () => void {
    const id = String(++this.#serial);
    const { key, cursor, onError, onChanged } = more;
    this.#subscriptions.set(id, {
      topic: topic.id,
      ...(key !== undefined && { key }),
      ...(cursor !== undefined && { cursor }),
      confirmed: false,
      onMessage: onMessage as (message: unknown) => void,
      onError: onError ?? (() => undefined),
      onChanged: onChanged ?? (() => undefined),
    });
    if (this.#socket?.readyState === WebSocket.OPEN) this.#ask(id);
    else if (!this.#socket && !this.#cancelTimer) this.#connect();
    return () => this.#unsubscribe(id);
  }

  /** Drops the socket and every cursor: another account or workspace is another stream. */
  restart(): void {
    for (const subscription of this.#subscriptions.values()) delete subscription.cursor;
    this.#wasLost = false;
    this.#hangUp();
    if (this.#subscriptions.size > 0) this.#connect();
  }

  /** Hangs up and stays so until somebody subscribes anew: whoever signs out has nothing more to hear. */
  leave(): void {
    for (const subscription of this.#subscriptions.values()) delete subscription.cursor;
    this.#wasLost = false;
    this.#hangUp();
  }

  /** Tries at once instead of waiting for the next attempt: the network is back, or somebody clicked. */
  retryNow(): void {
    if (this.#state !== 'lost') return;
    this.#cancelTimer?.();
    this.#attempts = 0;
    this.#connect();
  }

  #unsubscribe(id: string): void {
    if (!this.#subscriptions.delete(id)) return;
    if (this.#socket?.readyState === WebSocket.OPEN) this.#say({ type: 'unsubscribe', id });
    if (this.#subscriptions.size === 0) this.#hangUp();
  }

  #connect(): void {
    this.#cancelTimer = undefined;
    if (!this.#wasLost) this.#become('connecting');
    const socket = this.#world.connect();
    this.#socket = socket;
    socket.addEventListener('open', () => {
      this.#beat(socket);
      for (const id of this.#subscriptions.keys()) this.#ask(id);
    });
    socket.addEventListener('message', (event) => this.#hear(JSON.parse(String(event.data)) as ServerFrame));
    socket.addEventListener('close', ({ code }) => {
      if (this.#socket !== socket) return;
      if (code === closeCodes.revoked) {
        this.#hangUp();
        this.#world.revoked();
      } else {
        this.#lose();
      }
    });
  }

  #hangUp(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#cancelBeat?.();
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
    this.#become('idle');
  }

  /** Pings as long as the socket lives; silence over a whole beat is a loss. */
  #beat(socket: WebSocket): void {
    this.#heardSinceBeat = true;
    const next = () => {
      if (this.#socket !== socket) return;
      if (!this.#heardSinceBeat) {
        this.#lose();
        socket.close();
        return;
      }
      this.#heardSinceBeat = false;
      this.#say({ type: 'ping' });
      this.#cancelBeat = this.#world.after(BEAT, next);
    };
    this.#cancelBeat = this.#world.after(BEAT, next);
  }

  #lose(): void {
    this.#cancelBeat?.();
    this.#socket = undefined;
    this.#wasLost = true;
    for (const subscription of this.#subscriptions.values()) subscription.confirmed = false;
    this.#become('lost');
    const ceiling = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#attempts++);
    // Half fixed, half random: never at once, never all together.
    this.#cancelTimer = this.#world.after(ceiling / 2 + (this.#world.random() * ceiling) / 2, () => this.#connect());
  }

  #ask(id: string): void {
    const subscription = this.#subscriptions.get(id);
    if (!subscription) return;
    const { topic, key, cursor } = subscription;
    this.#say({ type: 'subscribe', id, topic, ...(key !== undefined && { key }), ...(cursor !== undefined && { cursor }) });
  }

  #say(word: ClientFrame): void {
    this.#socket?.send(JSON.stringify(word));
  }

  #hear(frame: ServerFrame): void {
    this.#heardSinceBeat = true;
    // A pong has done its work by being heard; an error without an id is about a frame, not about a subscription.
    if (frame.type === 'pong' || frame.id === undefined) return;
    const subscription = this.#subscriptions.get(frame.id);
    if (!subscription) return;
    if (frame.type === 'error') {
      if (frame.code === refusals.interrupted.code) {
        // Broken off, not refused: the same place again, on a new socket like after any other loss.
        this.#socket?.close();
        return;
      }
      subscription.confirmed = true;
      subscription.onError({ code: frame.code, detail: frame.detail });
    } else if (frame.type === 'changed') {
      subscription.onChanged();
    } else {
      subscription.cursor = frame.cursor ?? undefined;
      if (frame.type === 'message') {
        subscription.onMessage(frame.message);
      } else {
        subscription.confirmed = true;
        // Without a cursor nothing tells what happened between reading and listening, now or while the line was cut.
        if (frame.cursor === null) subscription.onChanged();
      }
    }
    this.#noticeCaughtUp();
  }

  #noticeCaughtUp(): void {
    if (this.#state !== 'connecting' && this.#state !== 'lost') return;
    if (![...this.#subscriptions.values()].every(({ confirmed }) => confirmed)) return;
    this.#attempts = 0;
    if (!this.#wasLost) {
      this.#become('open');
      return;
    }
    this.#wasLost = false;
    this.#become('caught_up');
    this.#cancelTimer = this.#world.after(CAUGHT_UP_SHOWN, () => {
      this.#cancelTimer = undefined;
      if (this.#state === 'caught_up') this.#become('open');
    });
  }

  #become(state: LiveState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
