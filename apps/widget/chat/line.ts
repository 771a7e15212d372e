/**
 * The line to the server: a WebSocket that comes back by itself, and questions over HTTP where sockets are blocked.
 *
 * It knows nothing of what is said. It promises three things: whoever listens is told `up` each time the other side is
 * reached, everything after `after()` is asked for each time that happens, and a dead connection is noticed within a minute.
 */
import type { ChatFrameIn, ChatFrameOut, ChatLine, ChatState } from '#listen/contract';

export type Reach = 'connecting' | 'live' | 'asking' | 'offline';

export interface LineDeps {
  url: string;
  token: string;
  after(): number;
  hear(frame: ChatFrameOut): void;
  reach(how: Reach): void;
  /** The token opens nothing any more. */
  refused(): void;
  /** Asks over HTTP; a number that the caller may be told of as frames. */
  poll(after: number): Promise<{ items: ChatLine[]; lastSeq: number; teamRead: number; state: ChatState }>;
  /** Somebody is looking: ask more often. */
  attentive(): boolean;
  chance?: () => number;
  open?: (url: string) => WebSocket;
}

export interface Line {
  /** False when there is no live socket; what must arrive then goes over HTTP. */
  send(frame: ChatFrameIn): boolean;
  /** The page came back to the front or the network did: do not wait for the next try. */
  nudge(): void;
  stop(): void;
}

const wait = { firstMs: 500, longestMs: 30_000, welcomeMs: 20_000, pongMs: 8_000, pingMs: 25_000, silenceMs: 20_000 };
const asking = { attentiveMs: 3_000, otherwiseMs: 20_000, failuresFirst: 2, socketAgainMs: 60_000 };
const tokenRefused = 4401;

/** The n-th wait: twice as long each time, and never in step with everybody else's. */
export const waitMs = (failures: number, chance: number): number =>
  Math.min(wait.longestMs, wait.firstMs * 2 ** Math.min(failures, 10)) * (0.5 + chance / 2);

export function openLine(deps: LineDeps): Line {
  const { chance = Math.random, open = (url: string) => new WebSocket(url) } = deps;
  let socket: WebSocket | undefined;
  let live = false;
  let failures = 0;
  let stopped = false;
  let again: ReturnType<typeof setTimeout> | undefined;
  let asks: ReturnType<typeof setTimeout> | undefined;
  let answered = false;
  let watch: ReturnType<typeof setTimeout> | undefined;

  const online = () => navigator.onLine !== false;

  function reach(): void {
    if (stopped) return;
    if (!online()) deps.reach('offline');
    else if (live) deps.reach('live');
    else deps.reach(asks === undefined ? 'connecting' : 'asking');
  }

  function connect(): void {
    clearTimeout(again);
    if (stopped || socket || !online()) {
      reach();
      return;
    }
    let mine: WebSocket;
    try {
      mine = open(deps.url);
    } catch {
      // A content policy that forbids sockets.
      lost();
      return;
    }
    socket = mine;
    watchFor(wait.welcomeMs);
    mine.onopen = () =>
      mine.send(JSON.stringify({ type: 'hello', token: deps.token, after: deps.after() } satisfies ChatFrameIn));
    mine.onmessage = ({ data }) => {
      if (mine !== socket) return;
      const frame = JSON.parse(String(data)) as ChatFrameOut;
      if (frame.type === 'welcome') {
        live = true;
        failures = 0;
        stopAsking();
        reach();
      }
      if (live) rest();
      deps.hear(frame);
    };
    mine.onclose = ({ code }) => {
      if (mine !== socket) return;
      drop();
      if (code === tokenRefused) {
        stop();
        deps.refused();
      } else lost();
    };
  }

  /** After each sign of life: a ping when it has been quiet, the end when that is not answered. */
  function rest(): void {
    clearTimeout(watch);
    watch = setTimeout(() => {
      send({ type: 'ping' });
      watchFor(wait.silenceMs);
    }, wait.pingMs);
  }

  function watchFor(ms: number): void {
    clearTimeout(watch);
    watch = setTimeout(() => {
      drop();
      lost();
    }, ms);
  }

  function drop(): void {
    clearTimeout(watch);
    const before = socket;
    socket = undefined;
    live = false;
    try {
      before?.close();
    } catch {
      // It never came to be open.
    }
  }

  function lost(): void {
    if (stopped) return;
    failures += 1;
    if (failures >= asking.failuresFirst && asks === undefined && online()) askSoon(0);
    clearTimeout(again);
    // Where questions are answered and sockets are not, sockets are blocked: try them now and then.
    again = setTimeout(connect, answered ? asking.socketAgainMs * (0.5 + chance() / 2) : waitMs(failures - 1, chance()));
    reach();
  }

  function askSoon(ms: number): void {
    clearTimeout(asks);
    asks = setTimeout(async () => {
      try {
        const { items, lastSeq, teamRead, state } = await deps.poll(deps.after());
        if (stopped || asks === undefined) return;
        deps.hear({ type: 'welcome', lastSeq, state, teamRead });
        if (items.length > 0) deps.hear({ type: 'lines', items });
        // The server is there (again): perhaps for sockets too.
        if (!answered) connect();
        answered = true;
        reach();
      } catch (error) {
        answered = false;
        if ((error as { status?: number }).status === 401) {
          stop();
          deps.refused();
        }
      }
      if (!stopped && asks !== undefined) askSoon(deps.attentive() ? asking.attentiveMs : asking.otherwiseMs);
    }, ms);
  }

  function stopAsking(): void {
    clearTimeout(asks);
    asks = undefined;
    answered = false;
  }

  function send(frame: ChatFrameIn): boolean {
    if (!live || socket?.readyState !== 1) return false;
    socket.send(JSON.stringify(frame));
    return true;
  }

  function nudge(): void {
    if (stopped) return;
    if (!online()) {
      drop();
      stopAsking();
      reach();
      return;
    }
    if (live) {
      // It may have died while the machine slept.
      send({ type: 'ping' });
      watchFor(wait.pongMs);
      return;
    }
    if (asks !== undefined) askSoon(0);
    connect();
  }

  function stop(): void {
    stopped = true;
    clearTimeout(again);
    stopAsking();
    drop();
    removeEventListener('online', nudge);
    removeEventListener('offline', nudge);
  }

  addEventListener('online', nudge);
  addEventListener('offline', nudge);
  connect();
  reach();
  return { send, nudge, stop };
}
