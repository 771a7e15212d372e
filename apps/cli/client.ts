/** The API from the command line: typed by the same contracts as server and console. */
import { type CallOf, fillPath, type ReplyOf, type Route } from '#platform/contract';

export interface Client {
  call<T extends Route>(route: T, parts: CallOf<T>): Promise<ReplyOf<T>>;
  /** Sends bytes to an `upload` route. */
  upload<T extends Route>(
    route: T,
    parts: { params: Record<string, string>; query: Record<string, unknown> },
    bytes: Buffer,
  ): Promise<ReplyOf<T>>;
}

/** What every verb that talks to a server takes. */
export const connection = {
  url: { type: 'string', description: 'Address of the server (VERONA_URL)', valueHint: 'http://localhost:4400' },
  key: { type: 'string', description: 'API key (VERONA_API_KEY)', valueHint: 'vk_…' },
} as const;

export function connect(
  args: { url?: string | undefined; key?: string | undefined },
  env: Record<string, string | undefined>,
): Client {
  const url = (args.url ?? env.VERONA_URL ?? `http://localhost:${env.PORT ?? 4400}`).replace(/\/$/, '');
  const key = args.key ?? env.VERONA_API_KEY ?? env.VERONA_BOOTSTRAP_API_KEY;
  if (!key)
    throw new Error(
      'an API key is needed: make one in the console under Settings › API keys, and pass it as --key or VERONA_API_KEY',
    );
  return connectAs(url, { authorization: `Bearer ${key}` });
}

/** With whatever proves who is calling: a key, a session. */
export function connectAs(url: string, who: Record<string, string>): Client {
  async function send<T extends Route>(
    route: T,
    parts: { params?: unknown; query?: unknown },
    body: RequestInit,
  ): Promise<ReplyOf<T>> {
    const address = new URL(fillPath(route.path, (parts.params ?? {}) as Record<string, unknown>), url);
    for (const [name, value] of Object.entries((parts.query ?? {}) as Record<string, unknown>))
      address.searchParams.set(name, String(value));
    const reply = await fetch(address, {
      method: route.method,
      ...body,
      headers: { ...who, ...body.headers },
    }).catch((error: unknown) => {
      throw new Error(
        `${url} cannot be reached (${error instanceof Error ? String(error.cause ?? error.message) : error}); is the server running? Name it with --url.`,
      );
    });
    if (reply.status === 204) return undefined as ReplyOf<T>;
    const answer: unknown = await reply.json();
    if (!reply.ok) {
      const { title, detail, cure } = answer as { title?: string; detail?: string; cure?: string };
      throw new Error(`${title ?? reply.statusText}: ${detail ?? ''} ${cure ?? ''}`.trim());
    }
    return answer as ReplyOf<T>;
  }

  return {
    call: (route, parts) => {
      const { body, ...rest } = parts as { body?: unknown; params?: unknown; query?: unknown };
      return send(
        route,
        rest,
        body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
      );
    },
    upload: (route, parts, bytes) =>
      send(route, parts, { body: new Uint8Array(bytes), headers: { 'content-type': 'application/octet-stream' } }),
  };
}
