import type { FeatureContext } from './feature.js';
import type { PageRecord } from './page-record.js';

/** For what is to be told in one request at the end of the page, but belongs to the route it was on. */
export function holdUntilHidden(context: FeatureContext): (record: PageRecord) => void {
  const held: PageRecord[] = [];
  context.beforeLeaving.push((all) => {
    if (all) for (const record of held.splice(0)) context.add(record, true);
  });
  return (record) => {
    record.attributes = {
      'url.path': location.pathname,
      ...context.facts,
      ...record.attributes,
    };
    held.push(record);
  };
}
