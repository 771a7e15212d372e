/** A TCP proxy that misbehaves on command: what stands between a server and its database on a bad day. */
import { connect, createServer, type Socket } from 'node:net';

export interface TcpProxy extends AsyncDisposable {
  port: number;
  /** Adds to the time each piece takes, in each direction; 0 for none. */
  delay(ms: number): void;
  /** Takes everything and passes nothing on, without closing (a lost cable); false lets go on what was held. */
  blackHole(on: boolean): void;
  /** Resets every connection that stands. */
  cut(): void;
  /** Resets what stands and whatever comes: nobody is at home. */
  refuse(on: boolean): void;
}

export async function tcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const pairs = new Set<[Socket, Socket]>();
  let delayMs = 0;
  let refusing = false;
  let holding: (() => void)[] | undefined;

  function pass(from: Socket, to: Socket): void {
    from.on('data', (chunk) => {
      const give = () => void (to.writable && to.write(chunk));
      // In order: timers of one length fire in the order they were set.
      if (holding) holding.push(give);
      else if (delayMs > 0) setTimeout(give, delayMs);
      else give();
    });
    from.on('error', () => to.destroy());
    from.on('close', () => setTimeout(() => to.destroy(), delayMs));
  }

  const server = createServer((near) => {
    if (refusing) return near.on('error', () => {}).resetAndDestroy();
    const far = connect(target);
    const pair: [Socket, Socket] = [near, far];
    pairs.add(pair);
    near.on('close', () => pairs.delete(pair));
    pass(near, far);
    pass(far, near);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const cut = () => {
    for (const [near, far] of pairs) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
  };
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    delay: (ms) => {
      delayMs = ms;
    },
    blackHole(on) {
      if (on) holding ??= [];
      else {
        const held = holding ?? [];
        holding = undefined;
        for (const give of held) give();
      }
    },
    cut,
    refuse(on) {
      refusing = on;
      if (on) cut();
    },
    async [Symbol.asyncDispose]() {
      cut();
      await new Promise((closed) => server.close(closed));
    },
  };
}
