/** Addresses to screens. Routes are made from `screens.ts`; the URL carries every filter, as plain text. */
import type { QueryClient } from '@tanstack/react-query';
import {
  type AnyRoute,
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { Bare } from './bare.tsx';
import { NotFound } from './screens/not-found.tsx';
import { type Frame, screens } from './screens.ts';
import { parseSearch, stringifySearch } from './search.ts';
import { readSession } from './session.ts';
import { landingOf } from './shell/landing.ts';
import { Shell } from './shell.tsx';
import { Crash, Waiting } from './ui/crash.tsx';

const root = createRootRouteWithContext<{ client: QueryClient }>()();

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    const session = await readSession(context.client);
    if (!session) throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { back: location.href } });
  },
});

/** No screen of its own: it leads to where one's work is. */
const landing = createRoute({
  getParentRoute: () => shell,
  path: '/',
  beforeLoad: async ({ context }) => {
    const session = await readSession(context.client);
    throw redirect({ to: landingOf((action) => session?.actions.includes(action) ?? false), replace: true });
  },
}) as AnyRoute;

const bare = createRoute({ getParentRoute: () => root, id: 'bare', component: Bare });

/** Within the shell, so that who took a wrong turn still sees the way. */
const nowhere = createRoute({ getParentRoute: () => shell, path: '$', component: NotFound }) as AnyRoute;

// A list has no types of its own: screens read their parameters through `useParams({ strict: false })`.
const routesIn = (frame: Frame, parent: AnyRoute): AnyRoute[] =>
  screens
    .filter((screen) => (screen.frame ?? 'shell') === frame)
    .map(
      ({ path, load }) =>
        createRoute({ getParentRoute: () => parent, path, component: lazyRouteComponent(load, 'Screen') }) as AnyRoute,
    );

export function createConsoleRouter(client: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([
      shell.addChildren([landing, ...routesIn('shell', shell as AnyRoute), nowhere]),
      bare.addChildren(routesIn('bare', bare as AnyRoute)),
    ] as AnyRoute[]),
    context: { client },
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    defaultErrorComponent: Crash,
    defaultPendingComponent: Waiting,
    scrollRestoration: true,
  });
}
