/**
 * Doors that pages of any origin knock at: JSON in, JSON out. Whatever opens something is a token in a header, never in an
 * address, and there are no cookies, so that no page can speak for somebody who did not open it there (case A21).
 */
import { Refusal, type RefusalKind, type z } from '#platform/contract';
import { type BindRaw, httpRefusals, type RawAnswer, type RawRequest } from '#platform/http';

export interface PublicDoor {
  /** Last part of the route's id. */
  name: string;
  method: 'GET' | 'POST';
  path: string;
  summary: string;
  params?: z.ZodObject;
  body?: z.ZodType;
  reply?: z.ZodType;
  /** Bytes it takes where it is not as many as the others. */
  bodyLimit?: number;
  refusals?: RefusalKind[];
  answer(request: RawRequest): Promise<unknown>;
}

const cors = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'POST, GET, OPTIONS',
  'access-control-allow-headers': 'Authorization, Content-Type',
  'access-control-expose-headers': 'Retry-After',
  'access-control-max-age': '86400',
  'cross-origin-resource-policy': 'cross-origin',
};

export interface AboutDoors {
  /** First parts of their ids: `listen.chat`. */
  id: string;
  /** Why nobody has to sign in. */
  why: string;
  bodyLimit: number;
}

/** Binds them with their descriptions, and a preflight for each path. */
export function bindPublicDoors(bindRaw: BindRaw, { id, why, bodyLimit }: AboutDoors, doors: readonly PublicDoor[]): void {
  const preflights = new Set<string>();
  for (const door of doors) {
    const base = { path: door.path, headers: cors, public: why };
    const { params, body, reply } = door;
    bindRaw(
      {
        ...base,
        id: `${id}.${door.name}`,
        method: door.method,
        summary: door.summary,
        bodyLimit: door.method === 'GET' ? 0 : (door.bodyLimit ?? bodyLimit),
        described: {
          ...(params && { params }),
          ...(body && { body }),
          ...(reply && { reply }),
          refusals: [...(door.refusals ?? []), ...(body ? [httpRefusals.invalid] : [])],
        },
      },
      async (request) => json(await door.answer(request)),
    );
    if (preflights.has(door.path)) continue;
    preflights.add(door.path);
    bindRaw({ ...base, id: `${id}.${door.name}.preflight`, method: 'OPTIONS', summary: 'CORS preflight', bodyLimit: 0 }, () => ({
      status: 204,
    }));
  }
}

const json = (answer: unknown): RawAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify(answer),
});

export const bearerOf = ({ headers }: Pick<RawRequest, 'headers'>): string | undefined =>
  /^Bearer (\S{20,200})$/.exec(String(headers.authorization ?? ''))?.[1];

export const badField = (path: string, message: string): Refusal =>
  new Refusal(httpRefusals.invalid, { detail: `${path}: ${message}`, fields: [{ path, message }] });

/** The body as the schema has it. Throws `http.invalid`, naming every field. */
export function readBody<S extends z.ZodType>(schema: S, body: Buffer): z.output<S> {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw badField('', 'must be JSON');
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  throw new Refusal(httpRefusals.invalid, {
    detail: fields.map(({ path, message }) => `${path || 'body'}: ${message}`).join('; '),
    fields,
  });
}
