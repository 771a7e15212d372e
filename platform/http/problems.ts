/** Every error that leaves the house is an RFC 9457 problem document with a stable code and a cure. */

import { refusals as authRefusals } from '#platform/auth';
import {
  declaredRefusals,
  defineRefusals,
  type FieldProblem,
  type Problem,
  Refusal,
  type RefusalKind,
  type z,
} from '#platform/contract';

export const refusals = defineRefusals('http', {
  invalid: { status: 400, title: 'The request is not valid', cure: 'Correct the fields named in "fields" and send it again.' },
  not_json: { status: 400, title: 'The body is not valid JSON', cure: 'Send a JSON body with Content-Type: application/json.' },
  unsupported: { status: 415, title: 'Content type not supported', cure: 'Send Content-Type: application/json.' },
  not_found: { status: 404, title: 'Nothing here', cure: 'Check the address; GET /openapi.json lists every path.' },
  too_large: { status: 413, title: 'The body is too large', cure: 'Send less at once; the limit is named in "detail".' },
  cut_off: { status: 400, title: 'The body broke off', cure: 'Send it again, whole.' },
  unreadable: { status: 400, title: 'This is not a request', cure: 'Speak HTTP/1.1; a proxy in between may be at fault.' },
  too_slow: { status: 408, title: 'The request took too long to arrive', cure: 'Send it again in one go, or in smaller parts.' },
  headers_too_large: { status: 431, title: 'The headers are too large', cure: 'Send less in headers and cookies; 16 KB fit.' },
  reports_away: {
    status: 503,
    title: 'Reports do not answer right now',
    cure: 'Events are kept meanwhile; ask again in a moment. GET /health/ready names what is wrong.',
  },
});

/** A refusal, or our own failure. */
export type Documented = Omit<RefusalKind, 'status'> & { status: number };

export const failed: Documented = {
  code: 'http.failed',
  status: 500,
  title: 'Something failed on our side',
  cure: 'Try again; if it stays, give the administrator the request id.',
};

/** Refusals any route may answer, besides those it declares. */
export const everyRoute: RefusalKind[] = [
  refusals.invalid,
  refusals.not_json,
  refusals.cut_off,
  refusals.too_slow,
  refusals.too_large,
  refusals.reports_away,
];
/** Those of doors that take bytes. */
export const everyRawRoute: RefusalKind[] = [
  refusals.not_json,
  refusals.cut_off,
  refusals.too_slow,
  refusals.too_large,
  refusals.unsupported,
];
export const everyGuardedRoute: RefusalKind[] = [
  authRefusals.sign_in_needed,
  authRefusals.not_allowed,
  authRefusals.personal_data,
  authRefusals.workspace_needed,
];

export function fieldsOf(error: z.ZodError, where: string): FieldProblem[] {
  return error.issues.flatMap((issue) => {
    const at = issue.path.map(String).join('.');
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ path: at ? `${at}.${key}` : key, message: `unknown ${where} field` }));
    }
    return [{ path: at || where, message: issue.message }];
  });
}

/** The document for anything thrown. Unknown errors show nothing of their text: it may hold data of others. */
export function problemOf(error: unknown, requestId: string): Problem & Record<string, unknown> {
  const known = refusalOf(error);
  if (!known) {
    return {
      type: `/docs/problems#${failed.code}`,
      title: failed.title,
      status: 500,
      detail: `Request ${requestId} failed.`,
      code: failed.code,
      cure: failed.cure,
      instance: requestId,
    };
  }
  const { kind, fields, extra } = known;
  return {
    ...extra,
    type: `/docs/problems#${kind.code}`,
    title: kind.title,
    status: kind.status,
    detail: known.message,
    code: kind.code,
    cure: kind.cure,
    ...(fields.length > 0 && { fields }),
    instance: requestId,
  };
}

/** Refusals as they are; the framework's own parse errors as ours. */
function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  // By name: the ground's parts do not know each other.
  if (error instanceof Error && error.name === 'ClickHouseUnavailable') return new Refusal(refusals.reports_away);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error ? error.message : '';
  if (code === 'ECONNRESET' && message === 'aborted') return new Refusal(refusals.cut_off);
  if (code === 'FST_ERR_BAD_URL') return new Refusal(refusals.not_found, { detail: 'The address cannot be decoded.' });
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new Refusal(refusals.too_large, { detail: message });
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new Refusal(refusals.unsupported);
  if (code.startsWith('FST_ERR_CTP') || error instanceof SyntaxError) return new Refusal(refusals.not_json, { detail: message });
  return undefined;
}

/** Every way to say no, by code: what `type` of a problem document points at. */
export function documentedProblems(): Documented[] {
  return [...declaredRefusals(), failed].sort((a, b) => (a.code < b.code ? -1 : 1));
}
