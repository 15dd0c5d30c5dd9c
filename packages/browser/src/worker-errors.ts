import type { Feature } from './feature.js';
import { recordError } from './record-error.js';
import { watchCalls } from './watch-calls.js';

/**
 * Uncaught errors of the dedicated workers that the page starts from now on: message and place, for
 * the browser tells no more of them. Not their rejections, and not shared or service workers.
 */
export const workerErrors: Feature = (context) => {
  return watchCalls(window as never, 'Worker', {
    construct(target, given, newTarget) {
      const worker = Reflect.construct(target, given, newTarget) as Worker;
      context.listen(
        'error',
        (event) => {
          const { message } = event as ErrorEvent;
          const [, type, text] = /^(?:Uncaught )?(?:(\w*Error): )?(.*)/s.exec(message ?? '') ?? [];
          recordError(
            context,
            {
              name: type ?? 'Error',
              message: text || `worker failed to load: ${String(given[0])}`,
            },
            'worker',
            event,
          );
        },
        worker,
      );
      return worker;
    },
  });
};
