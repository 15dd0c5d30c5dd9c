import { describeElement } from './describe-element.js';
import type { Feature } from './feature.js';

const MOST = 20;

/** What happened before an error: clicks by selector, calls, views, errors; never what was typed. */
export const trail: Feature = (context) => {
  const steps: { time: number; what: string }[] = [];
  let isNew = true;

  function note(what: string, time = Date.now()): void {
    isNew = true;
    if (steps.push({ time: Math.round(time), what: what.slice(0, 200) }) > MOST) steps.shift();
  }

  context.listen(window, 'click', ({ target }) => {
    note(`click ${target instanceof Element ? describeElement(target) : 'page'}`);
  });
  context.onRecord(({ name, attributes, time, end }) => {
    const { 'exception.message': message, 'url.full': url, 'url.path': path } = attributes;
    if (name === 'exception') {
      // What follows an error at once has that one's trail; a storm of errors must fit into a request.
      if (isNew) attributes['sonde.error.trail'] = JSON.stringify(steps);
      note(`${attributes['exception.type']}: ${message}`, time);
      isNew = false;
    } else if (name === 'browser.page_view') {
      note(`view ${path}`, time);
    } else if (end !== undefined && url) {
      note(
        `${name} ${url} ${attributes['http.response.status_code'] ?? attributes['error.type']}`,
        time,
      );
    }
  });
};
