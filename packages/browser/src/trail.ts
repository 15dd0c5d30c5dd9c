import { describeTarget } from './clicks.js';
import type { Feature } from './feature.js';

const MOST = 20;

/** What happened before an error: clicks by selector, calls, views, errors; never what was typed. */
export const trail: Feature = (context) => {
  const steps: { time: number; what: string }[] = [];
  let isNew = true;

  function note(what: string, time: number): void {
    isNew = true;
    if (steps.push({ time: Math.round(time), what: what.slice(0, 200) }) > MOST) steps.shift();
  }

  context.listen('click', ({ target }) => note(`click ${describeTarget(target)}`, Date.now()));
  context.onRecord.push(({ name, attributes, time, end }) => {
    if (name === 'exception') {
      // What follows an error at once has that one's trail; a storm of errors must fit into a request.
      if (isNew) attributes['sonde.error.trail'] = JSON.stringify(steps);
      note(`${attributes['exception.type']}: ${attributes['exception.message']}`, time);
      isNew = false;
    } else if (name === 'browser.page_view') {
      note(`view ${attributes['url.path']}`, time);
    } else if (end && attributes['url.full']) {
      const { 'http.response.status_code': status, 'error.type': error } = attributes;
      note(`${name} ${attributes['url.full']} ${status ?? error}`, time);
    }
  });
};
