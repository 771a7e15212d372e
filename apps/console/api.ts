/**
 * The console's only way to the server: contract routes, called with their own types. Nothing is generated.
 *
 * Everything that goes wrong arrives as one `ProblemError`: refusals as the server wrote them, and a lost network or a
 * foreign answer (a proxy's HTML page) put into the same shape, so that a screen handles one kind of bad news.
 */
import {
  type InfiniteData,
  MutationCache,
  QueryCache,
  QueryClient,
  type UseMutationResult,
  type UseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { type CallOf, fillPath, type Problem, problem, type ReplyOf, type Route } from '#platform/contract';
import { i18n } from './i18n/i18n.ts';
import type { Line } from './line.ts';
import { isProblem, ProblemError } from './problem.ts';
import { currentWorkspace } from './workspace.ts';

interface Parts {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
}

export interface CallOptions {
  signal?: AbortSignal;
}

/** Routes that declare nothing required may be called without arguments. */
type Arguments<T> =
  unknown extends CallOf<T> ? [args?: undefined] : object extends CallOf<T> ? [args?: CallOf<T>] : [args: CallOf<T>];

/** Calls one route. Throws `ProblemError`; an aborted call throws the browser's own `AbortError`. */
export async function call<T extends Route>(route: T, ...rest: [...Arguments<T>, options?: CallOptions]): Promise<ReplyOf<T>> {
  const [parts, options] = rest as unknown as [Parts?, CallOptions?];
  return send(route, parts, options?.signal);
}

async function send<T extends Route>(route: T, parts?: Parts, signal?: AbortSignal): Promise<ReplyOf<T>> {
  const headers: Record<string, string> = { accept: 'application/json' };
  const workspace = currentWorkspace();
  if (workspace) headers['verona-workspace'] = workspace;
  let body: BodyInit | undefined;
  if (parts?.body instanceof Blob) {
    // Whatever kind of file it is, its bytes are what is sent.
    headers['content-type'] = 'application/octet-stream';
    body = parts.body;
  } else if (parts?.body !== undefined) {
    headers['content-type'] = 'application/json';
    body = JSON.stringify(parts.body);
  }
  const answer = await reach(urlOf(route, parts), {
    method: route.method,
    headers,
    credentials: 'same-origin',
    ...(body !== undefined && { body }),
    ...(signal && { signal }),
  });
  if (!answer.ok) throw new ProblemError(await readProblem(answer));
  if (answer.status === 204) return undefined as ReplyOf<T>;
  const json = answer.headers.get('content-type')?.includes('json');
  return (await (json ? answer.json() : answer.blob())) as ReplyOf<T>;
}

/** Address of a route, for links that download (`stream` routes). */
function urlOf(route: Route, parts?: Parts): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(parts?.query ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== '') search.append(key, String(one));
    }
  }
  const query = search.toString();
  return fillPath(route.path, parts?.params) + (query && `?${query}`);
}

async function reach(url: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(url, request);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ProblemError({
      type: 'about:blank',
      title: i18n.t('problem.unreachable.title'),
      status: 0,
      detail: i18n.t('problem.unreachable.detail'),
      code: 'console.unreachable',
      cure: i18n.t('problem.unreachable.cure'),
    });
  }
}

async function readProblem(answer: Response): Promise<Problem> {
  const body: unknown = await answer.json().catch(() => undefined);
  const read = problem.safeParse(body);
  if (read.success) return read.data;
  return {
    type: 'about:blank',
    title: i18n.t('problem.foreign.title'),
    status: answer.status,
    detail: i18n.t('problem.foreign.detail', { status: answer.status }),
    code: 'console.foreign_answer',
    cure: i18n.t('problem.foreign.cure'),
  };
}

/** Refusals stay refused; only a lost network or a server that is starting is worth another try. */
const worthRetrying = (count: number, error: Error) =>
  count < 2 && error instanceof ProblemError && [0, 429, 502, 503, 504].includes(error.status);

/** What the page does about bad news that no screen shows itself. */
export interface BadNews {
  /** The session ended, here or elsewhere. */
  onSignedOut(): void;
  /** An action failed; reads show their own problem in place. */
  onFailedAction(problem: ProblemError): void;
}

const SIGN_IN_NEEDED = { code: 'auth.sign_in_needed' };

export function createQueryClient({ onSignedOut, onFailedAction }: BadNews): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: (error) => isProblem(error, SIGN_IN_NEEDED) && onSignedOut() }),
    mutationCache: new MutationCache({
      onError: (error, _args, _result, mutation) => {
        if (isProblem(error, SIGN_IN_NEEDED)) onSignedOut();
        else if (error instanceof ProblemError && !mutation.meta?.shown) onFailedAction(error);
      },
    }),
    defaultOptions: { queries: { retry: worthRetrying, staleTime: 5_000 }, mutations: { retry: false } },
  });
}

const keyOf = (route: Route, args?: unknown) => [route.id, currentWorkspace() ?? '', args ?? {}];

interface ReadOptions {
  enabled?: boolean;
  /** Milliseconds between background refreshes, where no live topic exists. */
  refetchInterval?: number;
  /** Keep showing the last answer while another page or filter loads. */
  keepPrevious?: boolean;
  /** Waits in this line until it may ask. */
  line?: Line;
}

/** Reads a GET route and keeps it fresh: `const { data, error } = useRoute(routes.sources)`. */
export function useRoute<T extends Route>(
  route: T,
  ...rest: [...Arguments<T>, options?: ReadOptions]
): UseQueryResult<ReplyOf<T>, ProblemError> {
  const [parts, options] = rest as unknown as [Parts?, ReadOptions?];
  const { keepPrevious, line, ...others } = options ?? {};
  return useQuery<ReplyOf<T>, ProblemError>({
    queryKey: keyOf(route, parts),
    queryFn: ({ signal }) => (line ? line(signal, () => send(route, parts, signal)) : send(route, parts, signal)),
    ...others,
    ...(keepPrevious && { placeholderData: (previous) => previous as never }),
  });
}

interface ActOptions<T> {
  /** Reads that are out of date afterwards. */
  refreshes?: Route[];
  onSuccess?: (reply: ReplyOf<T>) => void;
  /** The screen shows the problem itself (a form does): no toast. */
  showsProblem?: boolean;
}

/** Calls a route on demand: `const save = useCall(routes.saveSource); save.mutate({ body })`. A failure becomes a toast. */
export function useCall<T extends Route>(
  route: T,
  options: ActOptions<T> = {},
): UseMutationResult<ReplyOf<T>, ProblemError, unknown extends CallOf<T> ? void : CallOf<T>> {
  const client = useQueryClient();
  return useMutation<ReplyOf<T>, ProblemError, unknown extends CallOf<T> ? void : CallOf<T>>({
    meta: { shown: options.showsProblem ?? false },
    mutationFn: (args) => send(route, (args ?? undefined) as Parts | undefined),
    onSuccess: async (reply) => {
      await Promise.all((options.refreshes ?? []).map((read) => client.invalidateQueries({ queryKey: [read.id] })));
      options.onSuccess?.(reply);
    },
  });
}

/** Re-reads every use of these routes, with whatever arguments: after a live message, say. */
export function useRefresh(): (...routes: Route[]) => void {
  const client = useQueryClient();
  return (...routes) => {
    for (const route of routes) void client.invalidateQueries({ queryKey: [route.id] });
  };
}

interface Page<Item> {
  items: Item[];
  next: string | null;
}
type ItemOf<T> = ReplyOf<T> extends Page<infer Item> ? Item : never;

/** Reads a keyset-paged list (`pageOf`) page by page and hands over its rows as one. */
export function usePages<T extends Route>(
  route: T,
  args?: CallOf<T>,
  options: Omit<ReadOptions, 'refetchInterval' | 'line'> = {},
) {
  const parts = (args ?? {}) as Parts;
  const { keepPrevious, ...others } = options;
  const read = useInfiniteQuery<Page<ItemOf<T>>, ProblemError, InfiniteData<Page<ItemOf<T>>>, unknown[], string | undefined>({
    queryKey: [...keyOf(route, args), 'pages'],
    initialPageParam: undefined,
    queryFn: async ({ pageParam, signal }) =>
      (await send(route, { ...parts, query: { ...parts.query, after: pageParam } }, signal)) as Page<ItemOf<T>>,
    getNextPageParam: (last) => last.next ?? undefined,
    ...others,
    ...(keepPrevious && { placeholderData: (previous) => previous as never }),
  });
  return { ...read, rows: read.data?.pages.flatMap((page) => page.items) ?? [] };
}
