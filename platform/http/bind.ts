import type { Readable } from 'node:stream';
import type { Account, Principal } from '#platform/auth';
import type { BodyOf, ParamsOf, QueryOf, RefusalKind, ReplyOf, Route, z } from '#platform/contract';

/** What a handler learns about one request. */
export interface Caller<T> {
  params: ParamsOf<T>;
  query: QueryOf<T>;
  body: BodyOf<T>;
  /** Who asks. Present on every route whose access is an `action`. */
  principal: Principal;
  workspaceId: string;
  /** The signed-in account, on `signedIn` routes and on employees' calls. */
  account?: Account;
  /** The raw body of an `upload` route. */
  upload?: Readable;
  /** Address of the client; behind a trusted proxy the forwarded one. */
  ip: string;
  headers: Record<string, string | string[] | undefined>;
  signal: AbortSignal;
}

/** An answer of a `stream` route that knows its own type and headers (a stored file). */
export class Download {
  readonly body: Readable | Buffer;
  readonly headers: Record<string, string>;
  constructor(body: Readable | Buffer, headers: Record<string, string>) {
    this.body = body;
    this.headers = headers;
  }
}

export type Reply<T> = T extends { stream: string } ? Readable | Buffer | string | Download : ReplyOf<T>;
export type Handler<T> = (caller: Caller<T>) => Promise<Reply<T>>;

/** Binds one contract route to its handler. A second binding of the same id is an error at start. */
export type Bind = <T extends Route>(route: T, handler: Handler<T>) => void;

/** A door that does not speak JSON contracts (SDK intake, webhooks in): it gets bytes and answers bytes. */
export interface RawRoute {
  id: string;
  method: 'GET' | 'POST' | 'OPTIONS';
  path: string;
  summary: string;
  /** Why anyone may knock: these doors check their own keys or signatures. */
  public: string;
  /** On every answer, refusals included that come before the handler is asked (CORS). */
  headers?: Record<string, string>;
  bodyLimit: number;
  /** What the reference says of it. The door reads by rules of its own; nothing is checked by these. */
  described?: Described;
}

export interface Described {
  /** `writeKey`: Basic auth with a source's write key. Doors that read a signature or an address say so in `public`. */
  proof?: 'writeKey';
  params?: z.ZodObject;
  body?: z.ZodType;
  /** Content type of the answer; JSON when left out. */
  replyType?: string;
  reply?: z.ZodType;
  refusals?: RefusalKind[];
}

export interface RawRequest {
  params: Record<string, string>;
  query: Record<string, string | string[] | undefined>;
  headers: Record<string, string | string[] | undefined>;
  /** As received, after gzip was undone (bounded by `bodyLimit`). */
  body: Buffer;
  ip: string;
}

export interface RawAnswer {
  status: number;
  headers?: Record<string, string>;
  body?: string | Buffer | Readable;
}

export type BindRaw = (route: RawRoute, handler: (request: RawRequest) => Promise<RawAnswer> | RawAnswer) => void;
