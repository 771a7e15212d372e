/**
 * The language rooms and their callers share: routes, topics and refusals as data.
 *
 * A contract is declared once, beside its room. The server binds it, the console calls it typed, `openapi.json` is emitted
 * from it, and the authorisation matrix test walks it. Runs in Node and in the browser: imports zod and nothing else.
 */
import { z } from 'zod';

// A page's content security policy forbids code made from strings. Zod would try while schemas are made, be refused, and
// litter the browser's console: so this stands before the first schema. Servers keep the faster way.
if ('document' in globalThis) z.config({ jitless: true });

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A refusal the product can give, declared in a room's contract. `cure` tells the caller what to do next. */
export interface RefusalKind {
  /** `<room>.<reason>`, stable for ever: the last part of the problem document's `type`. */
  code: string;
  status: 400 | 401 | 403 | 404 | 408 | 409 | 410 | 413 | 415 | 422 | 429 | 431 | 503 | 507;
  title: string;
  cure: string;
}

export type Refusals = Record<string, RefusalKind>;

const declared: RefusalKind[] = [];

/** Every refusal that anything loaded here can give, for the page that lists them. */
export const declaredRefusals = (): readonly RefusalKind[] => declared;

/** Declares a room's refusals; the key becomes the second half of the code. */
export function defineRefusals<const K extends string>(
  room: string,
  kinds: Record<K, Omit<RefusalKind, 'code'>>,
): Record<K, RefusalKind> {
  const named = Object.entries<Omit<RefusalKind, 'code'>>(kinds).map(([key, kind]) => [key, { code: `${room}.${key}`, ...kind }]);
  const refusals = Object.fromEntries(named) as Record<K, RefusalKind>;
  declared.push(...Object.values<RefusalKind>(refusals));
  return refusals;
}

/** One thing wrong with one field. `path` is a dotted path into the body, query or params. */
export interface FieldProblem {
  path: string;
  message: string;
}

/** Thrown by use cases when the product says no. The http floor turns it into an RFC 9457 problem document. */
export class Refusal extends Error {
  readonly kind: RefusalKind;
  readonly fields: FieldProblem[];
  readonly extra: Record<string, unknown>;

  constructor(kind: RefusalKind, more: { detail?: string; fields?: FieldProblem[]; extra?: Record<string, unknown> } = {}) {
    super(more.detail ?? kind.title);
    this.name = 'Refusal';
    this.kind = kind;
    this.fields = more.fields ?? [];
    this.extra = more.extra ?? {};
  }
}

/** RFC 9457 problem document as Verona sends it. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string(),
  cure: z.string(),
  fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  instance: z.string().optional(),
});
export type Problem = z.infer<typeof problem>;

/** Who may call: a policy action (`customers.read`), any signed-in person, or everyone (with the reason said). */
export type Access = { action: string } | { signedIn: true } | { public: string };

type Shape = z.ZodType | undefined;
type Out<S extends Shape> = S extends z.ZodType ? z.output<S> : undefined;
type In<S extends Shape> = S extends z.ZodType ? z.input<S> : undefined;

/** One endpoint. `id` is `<room>.<verb>`, unique in the system. Paths use `{name}` for parameters, as OpenAPI does. */
export interface Route<P extends Shape = Shape, Q extends Shape = Shape, B extends Shape = Shape, R extends Shape = Shape> {
  id: string;
  method: Method;
  path: string;
  summary: string;
  access: Access;
  params?: P;
  query?: Q;
  body?: B;
  /** JSON reply; undeclared fields are stripped before sending. Leave out for 204, or for a `stream` reply. */
  reply?: R;
  status?: 200 | 201 | 202;
  /** Content type of a non-JSON reply (an export file, say); the handler answers with a stream or a buffer. */
  stream?: string;
  /** Largest body in bytes; 1 MiB when left out. */
  bodyLimit?: number;
  /** Content type of a body that is handed over as a stream instead of parsed JSON (uploads). */
  upload?: true;
  refusals?: RefusalKind[];
}

/** Declares one endpoint and keeps the types of its parts. */
export function defineRoute<P extends Shape, Q extends Shape, B extends Shape, R extends Shape>(
  route: Route<P, Q, B, R>,
): Route<P, Q, B, R> {
  return route;
}

export type ParamsOf<T> = T extends Route<infer P, Shape, Shape, Shape> ? Out<P> : never;
export type QueryOf<T> = T extends Route<Shape, infer Q, Shape, Shape> ? Out<Q> : never;
export type BodyOf<T> = T extends Route<Shape, Shape, infer B, Shape> ? Out<B> : never;
export type ReplyOf<T> = T extends Route<Shape, Shape, Shape, infer R> ? Out<R> : never;

/** What a caller must hand over for a route: only the parts the route declares. */
export type CallOf<T> =
  T extends Route<infer P, infer Q, infer B, Shape>
    ? (P extends z.ZodType ? { params: In<P> } : unknown) &
        (Q extends z.ZodType ? { query?: In<Q> } : unknown) &
        (B extends z.ZodType ? { body: In<B> } : unknown)
    : never;

/** A live subject a browser may subscribe to. `key` tells rooms apart inside a workspace (a person's id, say). */
export interface Topic<M extends z.ZodType = z.ZodType> {
  /** `<room>.<noun>` */
  id: string;
  summary: string;
  action: string;
  message: M;
  /** Whoever publishes it spreads its messages by itself: each is delivered at once. */
  spread?: true;
}

export function defineTopic<M extends z.ZodType>(topic: Topic<M>): Topic<M> {
  return topic;
}

/** Replaces `{name}` in a route's path with escaped values. */
export function fillPath(path: string, params: Record<string, unknown> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(String(params[name])));
}

/**
 * What a field is to whoever may not see personal data. Texts without a mark lose what is personal in them;
 * `platform/http/veil.ts` does all of it.
 * `withheld` says who somebody is and is answered as null; `opaque` is ours and stays as it is; `property` names what a question
 * asks by, and may then not be one that says who customers are.
 */
export type PersonalMark = 'withheld' | 'opaque' | 'property';
export const personalMarks = z.registry<{ mark: PersonalMark }>();

/** What a customer is called; null as well to whoever may not see it. */
export const customerName = z.string().nullable().register(personalMarks, { mark: 'withheld' });

const cursor = z.string().register(personalMarks, { mark: 'opaque' });
/** Keyset page of a list: pass `next` back as `after`; `null` on the last page. */
export const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: cursor.nullable() });
export const pageQuery = { after: z.string().max(500).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) };

export const id = z.uuid();
/** RFC 3339 instant. Of years that happened or may: the stores of the house end before `0000` and after `2299`. */
export const instant = z.iso
  .datetime({ offset: true })
  .refine((text) => text >= '1900' && text < '2200', 'must lie between 1900 and 2200');
export { z };
