// What our preload does so that V8 knows the objects of `process.nextTick` after a collection too, and nothing else.
import { executionAsyncResource } from 'node:async_hooks';

process.nextTick(() => {
  globalThis[Symbol.for('benchmark.tick')] = executionAsyncResource();
});
