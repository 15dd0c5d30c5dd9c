import type { Beacon } from './create-beacon.js';

/** What is used of a Vue Router. */
export interface VueRouter {
  afterEach(hook: (to: { matched: readonly { path: string }[] }) => void): () => void;
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
  return router.afterEach(({ matched }) => beacon.setRoute(matched.at(-1)?.path));
}

/** Names what is told by the route's pattern, such as `/orders/:id`. @returns how to stop */
export function followReactRouter(
  router: ReactRouter,
  beacon: Pick<Beacon, 'setRoute'>,
): () => void {
  const tell = ({ matches }: RouterState): void => {
    const path = matches.flatMap(({ route }) => route.path ?? []).join('/');
    beacon.setRoute(`/${path}`.replaceAll(/\/{2,}/g, '/'));
  };
  tell(router.state);
  return router.subscribe(tell);
}
