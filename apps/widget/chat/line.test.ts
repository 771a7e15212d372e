import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ChatFrameOut, ChatState } from '#listen/contract';
import { type Line, openLine, type Reach, waitMs } from './line.ts';

const state = { staffed: true } as ChatState;

class Socket {
  static made: Socket[] = [];
  readyState = 0;
  sent: string[] = [];
  onopen?: () => void;
  onmessage?: (event: { data: string }) => void;
  onclose?: (event: { code: number }) => void;
  constructor() {
    Socket.made.push(this);
  }
  send(text: string) {
    this.sent.push(text);
  }
  close(code = 1005) {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onclose?.({ code });
  }
  welcome(lastSeq = 0) {
    this.readyState = 1;
    this.onopen?.();
    this.hear({ type: 'welcome', lastSeq, teamRead: 0, state });
  }
  hear(frame: ChatFrameOut) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

let line: Line;
let after = 0;
let online = true;
let polls = 0;
let pollFails = true;
const reaches: Reach[] = [];
const heard: string[] = [];
let refused = 0;
const listeners = new Map<string, () => void>();

beforeEach(() => {
  vi.useFakeTimers();
  Socket.made = [];
  [after, online, polls, pollFails, refused] = [0, true, 0, true, 0];
  reaches.length = 0;
  heard.length = 0;
  vi.stubGlobal('navigator', {
    get onLine() {
      return online;
    },
  });
  vi.stubGlobal('addEventListener', (kind: string, hear: () => void) => listeners.set(kind, hear));
  vi.stubGlobal('removeEventListener', (kind: string) => listeners.delete(kind));
  line = openLine({
    url: 'ws://house',
    token: 'token',
    after: () => after,
    hear: ({ type }) => heard.push(type),
    reach: (how) => reaches.push(how),
    refused: () => {
      refused += 1;
    },
    poll: async () => {
      polls += 1;
      if (pollFails) throw new Error('unreachable');
      return { items: [], lastSeq: 0, teamRead: 0, state };
    },
    attentive: () => true,
    chance: () => 1,
    open: () => new Socket() as unknown as WebSocket,
  });
});
afterEach(() => {
  line.stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const last = () => Socket.made.at(-1) as Socket;

test('each connection asks for what came after the last number it has', async () => {
  last().welcome();
  expect(JSON.parse(last().sent[0] ?? '')).toEqual({ type: 'hello', token: 'token', after: 0 });
  after = 7;
  last().close();
  expect(line.send({ type: 'typing' })).toBe(false);
  await vi.advanceTimersByTimeAsync(waitMs(0, 1));
  last().welcome();
  expect(JSON.parse(last().sent[0] ?? '').after).toBe(7);
  expect(reaches.at(-1)).toBe('live');
});

test('waits grow, are never in step, and have an end', () => {
  expect([0, 1, 2, 3].map((n) => waitMs(n, 1))).toEqual([500, 1_000, 2_000, 4_000]);
  expect(waitMs(50, 1)).toBe(30_000);
  expect(waitMs(3, 0)).toBe(2_000);
});

test('a connection that died in silence is noticed and replaced', async () => {
  last().welcome();
  await vi.advanceTimersByTimeAsync(25_000);
  expect(last().sent.at(-1)).toBe('{"type":"ping"}');
  await vi.advanceTimersByTimeAsync(20_000 + waitMs(0, 1));
  expect(Socket.made).toHaveLength(2);
});

test('where sockets are blocked it asks over HTTP, and tries sockets now and then', async () => {
  pollFails = false;
  last().close(1006);
  await vi.advanceTimersByTimeAsync(waitMs(0, 1));
  last().close(1006);
  await vi.advanceTimersByTimeAsync(10);
  // The server answers questions: one more try at once, then in peace.
  last().close(1006);
  expect(reaches.at(-1)).toBe('asking');
  const made = Socket.made.length;
  await vi.advanceTimersByTimeAsync(30_000);
  expect(polls).toBeGreaterThan(8);
  expect(Socket.made).toHaveLength(made);
  await vi.advanceTimersByTimeAsync(31_000);
  expect(Socket.made).toHaveLength(made + 1);
  last().welcome();
  const asked = polls;
  await vi.advanceTimersByTimeAsync(10_000);
  expect([polls, reaches.at(-1)]).toEqual([asked, 'live']);
});

test('offline is said at once, and the way back is taken at once', () => {
  last().welcome();
  online = false;
  listeners.get('offline')?.();
  expect(reaches.at(-1)).toBe('offline');
  online = true;
  listeners.get('online')?.();
  expect(Socket.made).toHaveLength(2);
});

test('only a refused token ends it; a server in trouble is asked again', async () => {
  last().close(1013);
  expect(refused).toBe(0);
  await vi.advanceTimersByTimeAsync(waitMs(0, 1));
  last().close(4401);
  expect(refused).toBe(1);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(Socket.made).toHaveLength(2);
});
