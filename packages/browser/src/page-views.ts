import type { Feature } from './feature.js';
import { isSampled } from './is-sampled.js';
import type { PageRecord } from './page-record.js';
import { createTokenBucket } from './token-bucket.js';

/**
 * The first view, one for each route of a page that changes its own address, and one when the page
 * comes back out of the back/forward cache.
 */
export const pageViews: Feature = (context) => {
  if (!isSampled(context)) return;
  const mayAdd = createTokenBucket(1_000, 60);
  let path: string | undefined;
  let view: PageRecord;

  function look(event?: Event): void {
    if (path === location.pathname && !(event as PageTransitionEvent | undefined)?.persisted)
      return;
    path = location.pathname;
    if (!mayAdd()) return context.drop('rate');
    view = { name: 'browser.page_view', time: Date.now(), attributes: {} };
    context.enqueue(view, true);
  }

  look();
  // A router changes the address first, and tells the route of it then.
  context.onRoute = (pattern) => {
    if (path === location.pathname) view.attributes['url.template'] = pattern;
  };
  // Without the Navigation API a `pushState` is noticed at the next click or when the page hides.
  const { navigation } = window as { navigation?: EventTarget };
  context.listen('currententrychange', look, navigation);
  for (const type of ['popstate', 'pageshow', navigation ? 'popstate' : 'click']) {
    context.listen(type, look);
  }
  context.beforeLeaving.push(() => look());
};
