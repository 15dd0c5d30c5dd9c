import type { Feature } from './feature.js';

/** Tells the debug ids of the scripts in a stack, where the bundler's plugin put them in. */
export const debugIds: Feature = (context) => {
  context.onRecord.push(({ attributes }) => {
    const { sondeDebugIds } = window as { sondeDebugIds?: [stack: string, id: string][] };
    const stack = attributes['exception.stacktrace'];
    if (!sondeDebugIds || typeof stack !== 'string') return;
    const ids: Record<string, string> = {};
    for (const [own, id] of sondeDebugIds) {
      const file = /\bhttps?:\/\/[^\s)]+?(?=:\d+:\d+)/.exec(own)?.[0];
      if (file && stack.includes(file)) ids[file] = id;
    }
    attributes['sonde.error.debug_ids'] = JSON.stringify(ids);
  });
};
