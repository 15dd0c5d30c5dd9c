import type { Feature } from './feature.js';
import { listen } from './listen.js';

/** The first view, and one for each route of a page that changes its own address. */
export const pageViews: Feature = (context) => {
  if (!context.sampled) return () => {};
  let path: string | undefined;

  function look(): void {
    if (path === location.pathname) return;
    path = location.pathname;
    context.add(
      { name: 'browser.page_view', time: Date.now(), attributes: { 'url.path': path } },
      'ride',
    );
  }

  look();
  // Without the Navigation API a `pushState` is noticed at the next click or when the page hides.
  const { navigation } = window as { navigation?: EventTarget };
  const stops = [
    listen(navigation, 'currententrychange', look),
    listen(window, 'popstate', look),
    ...(navigation ? [] : [listen(window, 'click', look)]),
  ];
  context.onHidden(look);
  return () => stops.forEach((stop) => stop());
};
