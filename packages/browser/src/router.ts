import type { Beacon } from './create-beacon.js';

/** What is used of a Vue Router. */
export interface VueRouter {
  currentRoute: { value: VueRoute };
  afterEach(hook: (to: VueRoute) => void): () => void;
}

interface VueRoute {
  matched: readonly { path: string }[];
}

/** What is used of Angular's Router. */
export interface AngularRouter {
  events: { subscribe(listener: (event: object) => void): { unsubscribe(): void } };
  routerState: { snapshot: { root: AngularRoute } };
}

interface AngularRoute {
  routeConfig: { path?: string } | null;
  firstChild: AngularRoute | null;
}

/** What is used of a data router of React Router. */
export interface ReactRouter {
  state: RouterState;
  subscribe(listener: (state: RouterState) => void): () => void;
}

interface RouterState {
  matches: readonly { route: { path?: string | undefined } }[];
}

/** Names what is told by the route's pattern, such as `/orders/:id`. @returns how to stop */
export function followVueRouter(router: VueRouter, beacon: Pick<Beacon, 'setRoute'>): () => void {
  const tell = ({ matched }: VueRoute): void => beacon.setRoute(matched.at(-1)?.path);
  tell(router.currentRoute.value);
  return router.afterEach(tell);
}

/** Names what is told by the route's pattern, such as `/orders/:id`. @returns how to stop */
export function followReactRouter(
  router: ReactRouter,
  beacon: Pick<Beacon, 'setRoute'>,
): () => void {
  const tell = ({ matches }: RouterState): void =>
    beacon.setRoute(join(matches.map(({ route }) => route.path)));
  tell(router.state);
  return router.subscribe(tell);
}

/** Names what is told by the route's pattern, such as `/orders/:id`. @returns how to stop */
export function followAngularRouter(
  router: AngularRouter,
  beacon: Pick<Beacon, 'setRoute'>,
): () => void {
  function tell(): void {
    const paths: (string | undefined)[] = [];
    for (let at: AngularRoute | null = router.routerState.snapshot.root; at; at = at.firstChild) {
      paths.push(at.routeConfig?.path);
    }
    beacon.setRoute(join(paths));
  }
  tell();
  // Of every kind: the state is that of the view which is shown, whatever happened last.
  const subscription = router.events.subscribe(tell);
  return () => subscription.unsubscribe();
}

function join(paths: readonly (string | undefined)[]): string {
  return `/${paths.filter(Boolean).join('/')}`.replaceAll(/\/{2,}/g, '/');
}
