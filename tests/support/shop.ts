/** A shop of somebody else's: pages on an origin of their own that load the real analytics.js, and a way to cut its line. */
import { createServer } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { build } from 'esbuild';

export interface Shop {
  /** `http://localhost:…`: never the origin of Verona, which tests call 127.0.0.1. */
  url: string;
  close(): Promise<void>;
}

/** Every path answers a page with `AnalyticsBrowser` of the unmodified package on `window`. */
export async function openShop(): Promise<Shop> {
  const { outputFiles } = await build({
    stdin: {
      contents: "import { AnalyticsBrowser } from '@segment/analytics-next'; window.AnalyticsBrowser = AnalyticsBrowser;",
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const script = outputFiles[0]?.text ?? '';
  const page = '<!doctype html><title>Shop</title><h1>Shop</h1><script src="/analytics.js"></script>';
  const server = createServer((request, answer) => {
    const isScript = request.url === '/analytics.js';
    answer.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    answer.end(isScript ? script : page);
  });
  return { url: `http://localhost:${await listening(server)}`, close: () => ended(server) };
}

export interface Line {
  url: string;
  /** Refuses new connections and drops those that are open. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/** A wire between a visitor and Verona that can break. */
export async function openLine(to: string): Promise<Line> {
  const target = Number(new URL(to).port);
  const open = new Set<Socket>();
  let broken = false;
  const server = createTcpServer((near) => {
    if (broken) {
      near.resetAndDestroy();
      return;
    }
    const far = connect(target, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  const port = await listening(server);
  const drop = () => {
    for (const socket of open) socket.resetAndDestroy();
  };
  return {
    url: `http://127.0.0.1:${port}`,
    cut: () => {
      broken = true;
      drop();
    },
    mend: () => {
      broken = false;
    },
    close: () => {
      drop();
      return ended(server);
    },
  };
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, () => resolve((server.address() as AddressInfo).port));
  });
}

function ended(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
