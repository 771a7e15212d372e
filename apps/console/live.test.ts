import { beforeEach, expect, test, vi } from 'vitest';
import { defineTopic, z } from '#platform/contract';
import { Live } from './live.ts';

const topic = defineTopic({ id: 'listen.live', summary: '', action: 'listen.read', message: z.string() });

/** A socket and a clock under the test's hand. */
function world() {
  const sockets: FakeSocket[] = [];
  const timers: { wait: number; run: () => void }[] = [];
  const revoked = vi.fn();
  const live = new Live({
    connect: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    after: (wait, run) => {
      const timer = { wait, run };
      timers.push(timer);
      return () => {
        if (timers.includes(timer)) timers.splice(timers.indexOf(timer), 1);
      };
    },
    random: () => 1,
    revoked,
  });
  return { live, sockets, timers, revoked };
}

class FakeSocket extends EventTarget {
  readyState = 0;
  said: Record<string, unknown>[] = [];
  send(text: string) {
    this.said.push(JSON.parse(text));
  }
  close(code = 1006) {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event('close'), { code }));
  }
  open() {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
  }
  hear(word: object) {
    this.dispatchEvent(Object.assign(new Event('message'), { data: JSON.stringify(word) }));
  }
}

beforeEach(() => {
  vi.stubGlobal('WebSocket', { OPEN: 1 });
  return () => vi.unstubAllGlobals();
});

test('a lost connection is resumed after the last message heard, and says so', () => {
  const { live, sockets, timers } = world();
  const heard: string[] = [];
  live.subscribe(topic, {}, (message) => heard.push(message));
  expect(live.state()).toBe('connecting');
  sockets[0]?.open();
  expect(sockets[0]?.said).toEqual([{ type: 'subscribe', id: '1', topic: 'listen.live' }]);
  sockets[0]?.hear({ type: 'subscribed', id: '1', cursor: 'c0' });
  expect(live.state()).toBe('open');
  sockets[0]?.hear({ type: 'message', id: '1', cursor: 'c1', message: 'first' });
  sockets[0]?.close();
  expect(live.state()).toBe('lost');
  timers.shift()?.run();
  expect(live.state()).toBe('lost');
  sockets[1]?.open();
  expect(sockets[1]?.said).toEqual([{ type: 'subscribe', id: '1', topic: 'listen.live', cursor: 'c1' }]);
  sockets[1]?.hear({ type: 'message', id: '1', cursor: 'c2', message: 'meanwhile' });
  expect(live.state()).toBe('lost');
  sockets[1]?.hear({ type: 'subscribed', id: '1', cursor: 'c2' });
  expect(live.state()).toBe('caught_up');
  timers.find(({ wait }) => wait === 4_000)?.run();
  expect(live.state()).toBe('open');
  expect(heard).toEqual(['first', 'meanwhile']);
});

test('attempts wait longer and longer, up to half a minute; a subscriber that comes meanwhile does not hurry them', () => {
  const { live, sockets, timers } = world();
  live.subscribe(topic, {}, () => undefined);
  const waits: number[] = [];
  for (let attempt = 0; attempt < 9; attempt++) {
    sockets.at(-1)?.close();
    live.subscribe(topic, {}, () => undefined);
    expect(timers).toHaveLength(1);
    const timer = timers.shift();
    waits.push(timer?.wait ?? 0);
    timer?.run();
  }
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});

test('a refused subscription tells its owner and does not keep the others from being caught up', () => {
  const { live, sockets } = world();
  const refused = vi.fn();
  live.subscribe(topic, { onError: refused }, () => undefined);
  sockets[0]?.open();
  sockets[0]?.hear({ type: 'error', id: '1', code: 'auth.not_allowed', detail: 'No' });
  expect(refused).toHaveBeenCalledWith({ code: 'auth.not_allowed', detail: 'No' });
  expect(live.state()).toBe('open');
});

test('the socket is closed with the last subscriber, and closing it is no loss', () => {
  const { live, sockets, timers } = world();
  const leave = live.subscribe(topic, {}, () => undefined);
  sockets[0]?.open();
  leave();
  expect(sockets[0]?.said.at(-1)).toEqual({ type: 'unsubscribe', id: '1' });
  expect(sockets[0]?.readyState).toBe(3);
  expect(live.state()).toBe('idle');
  expect(timers).toHaveLength(0);
});

test('another workspace starts without the old cursors', () => {
  const { live, sockets } = world();
  live.subscribe(topic, { cursor: 'old' }, () => undefined);
  sockets[0]?.open();
  live.restart();
  sockets[1]?.open();
  expect(sockets[1]?.said).toEqual([{ type: 'subscribe', id: '1', topic: 'listen.live' }]);
});

test('a socket that answers nothing is lost, though it never closed', () => {
  const { live, sockets, timers } = world();
  live.subscribe(topic, {}, () => undefined);
  sockets[0]?.open();
  sockets[0]?.hear({ type: 'subscribed', id: '1', cursor: null });
  timers.shift()?.run();
  expect(sockets[0]?.said.at(-1)).toEqual({ type: 'ping' });
  sockets[0]?.hear({ type: 'pong' });
  timers.shift()?.run();
  expect(live.state()).toBe('open');
  timers.shift()?.run();
  expect(live.state()).toBe('lost');
});

test('a subscription that broke off is taken up again from where it was', () => {
  const { live, sockets, timers } = world();
  live.subscribe(topic, {}, () => undefined);
  sockets[0]?.open();
  sockets[0]?.hear({ type: 'subscribed', id: '1', cursor: 'c3' });
  sockets[0]?.hear({ type: 'error', id: '1', code: 'realtime.interrupted', detail: 'Again.' });
  expect(live.state()).toBe('lost');
  timers.shift()?.run();
  sockets[1]?.open();
  expect(sockets[1]?.said).toEqual([{ type: 'subscribe', id: '1', topic: 'listen.live', cursor: 'c3' }]);
});

test('a session that was ended is not knocked for again', () => {
  const { live, sockets, timers, revoked } = world();
  live.subscribe(topic, {}, () => undefined);
  sockets[0]?.open();
  sockets[0]?.close(4401);
  expect(revoked).toHaveBeenCalledOnce();
  expect(timers).toHaveLength(0);
  expect(live.state()).toBe('idle');
});

test('more than is sent: the owner is told to read anew', () => {
  const { live, sockets } = world();
  const changed = vi.fn();
  live.subscribe(topic, { onChanged: changed }, () => undefined);
  sockets[0]?.open();
  sockets[0]?.hear({ type: 'changed', id: '1' });
  expect(changed).toHaveBeenCalledOnce();
});

test('where no cursor tells what was missed, listening begins with reading anew, also after a loss', () => {
  const { live, sockets, timers } = world();
  const changed = vi.fn();
  live.subscribe(topic, { onChanged: changed }, () => undefined);
  sockets[0]?.open();
  sockets[0]?.hear({ type: 'subscribed', id: '1', cursor: null });
  expect(changed).toHaveBeenCalledOnce();
  sockets[0]?.close(1006);
  timers.shift()?.run();
  sockets[1]?.open();
  sockets[1]?.hear({ type: 'subscribed', id: '1', cursor: null });
  expect(changed).toHaveBeenCalledTimes(2);
});
