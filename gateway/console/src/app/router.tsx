/** Which page lies where. Each page is a chunk of its own. */
import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { ProblemError } from '../api/problem';
import { meQuery } from '../api/session';
import { loadTexts } from '../i18n/later';
import { parseAnalyticsSearch } from '../pages/analytics/search';
import { parseAuditSearch } from '../pages/audit/search';
import { parseModelsSearch } from '../pages/models/search';
import { parseOverviewSearch } from '../pages/overview/search';
import { parsePlaygroundSearch } from '../pages/playground/search';
import { parseRequestsSearch } from '../pages/requests/search';
import { Crashed, NotFound } from '../ui/Failures';
import { PageSkeleton } from '../ui/Skeletons';
import { Shell } from './Shell';
import { parseSearch, stringifySearch } from './search';
import { signInFrom } from './signInFrom';

interface Context {
  client: QueryClient;
}

const root = createRootRouteWithContext<Context>()({ component: Outlet, notFoundComponent: Lost });

/** An address without a page, outside of everything else. */
function Lost() {
  return (
    <main>
      <NotFound />
    </main>
  );
}

/** What surrounds every page could not be shown. */
function Broken(props: ErrorComponentProps) {
  return (
    <main>
      <Crashed {...props} />
    </main>
  );
}

/** Whether the form to add one is open. */
function parseAdd(search: Record<string, unknown>): { add?: 'open' } {
  return search.add === 'open' ? { add: 'open' } : {};
}

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { to?: string } =>
    typeof search.to === 'string' && /^\/(?!\/)/.test(search.to) ? { to: search.to } : {},
  component: lazyRouteComponent(() => import('../pages/sign-in'), 'Page'),
});

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: Shell,
  errorComponent: Broken,
  beforeLoad: async ({ context, location }) => {
    try {
      await context.client.ensureQueryData(meQuery);
    } catch (error) {
      if (error instanceof ProblemError && error.status === 401) {
        throw redirect(signInFrom(location));
      }
      throw error;
    }
  },
});

const overview = createRoute({
  getParentRoute: () => shell,
  path: '/',
  validateSearch: parseOverviewSearch,
  component: lazyRouteComponent(() => import('../pages/overview'), 'Page'),
});
const start = createRoute({
  getParentRoute: () => shell,
  path: '/start',
  component: lazyRouteComponent(() => import('../pages/start'), 'Page'),
});
const analytics = createRoute({
  getParentRoute: () => shell,
  path: '/analytics',
  validateSearch: parseAnalyticsSearch,
  component: lazyRouteComponent(() => import('../pages/analytics'), 'Page'),
});
const requests = createRoute({
  getParentRoute: () => shell,
  path: '/requests',
  validateSearch: parseRequestsSearch,
  component: lazyRouteComponent(() => import('../pages/requests'), 'Page'),
});
const playground = createRoute({
  getParentRoute: () => shell,
  path: '/playground',
  validateSearch: parsePlaygroundSearch,
  component: lazyRouteComponent(async () => {
    const [page] = await Promise.all([import('../pages/playground'), loadTexts('playground')]);
    return page;
  }, 'Page'),
});
const providers = createRoute({
  getParentRoute: () => shell,
  path: '/providers',
  validateSearch: parseAdd,
  component: lazyRouteComponent(() => import('../pages/providers'), 'Page'),
});
const provider = createRoute({
  getParentRoute: () => shell,
  path: '/providers/$id',
  component: lazyRouteComponent(() => import('../pages/provider'), 'Page'),
});
const models = createRoute({
  getParentRoute: () => shell,
  path: '/models',
  validateSearch: parseModelsSearch,
  component: lazyRouteComponent(() => import('../pages/models'), 'Page'),
});
const routes = createRoute({
  getParentRoute: () => shell,
  path: '/routes',
  component: lazyRouteComponent(async () => {
    const [page] = await Promise.all([import('../pages/routes'), loadTexts('routes')]);
    return page;
  }, 'Page'),
});
const keys = createRoute({
  getParentRoute: () => shell,
  path: '/keys',
  validateSearch: parseAdd,
  component: lazyRouteComponent(() => import('../pages/keys'), 'Page'),
});
const audit = createRoute({
  getParentRoute: () => shell,
  path: '/audit',
  validateSearch: parseAuditSearch,
  component: lazyRouteComponent(() => import('../pages/audit'), 'Page'),
});
const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  component: lazyRouteComponent(() => import('../pages/settings'), 'Page'),
});

const tree = root.addChildren([
  signIn,
  shell.addChildren([
    overview,
    start,
    analytics,
    requests,
    playground,
    providers,
    provider,
    models,
    routes,
    keys,
    audit,
    settings,
  ]),
]);

/** The console's router. */
export function consoleRouter(client: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { client },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultPendingComponent: PageSkeleton,
    defaultErrorComponent: Crashed,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
    parseSearch,
    stringifySearch,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof consoleRouter>;
  }
}
