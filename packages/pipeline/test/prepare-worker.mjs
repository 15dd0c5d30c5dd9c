// The lane's worker is nobody's to reach, so a program hands the lane a Worker that runs a text first.
import { syncBuiltinESMExports } from 'node:module';
import { fileURLToPath } from 'node:url';
import workerThreads from 'node:worker_threads';

/** `steer`, which this thread may write, is an `Int32Array` to the text too. */
export function prepareWorker(text, steer) {
  const { Worker } = workerThreads;
  workerThreads.setEnvironmentData('steer', steer);
  const before = `const steer = require('node:worker_threads').getEnvironmentData('steer');\n${text};\n`;
  workerThreads.Worker = class extends Worker {
    constructor(file, options) {
      const then = `require(${JSON.stringify(fileURLToPath(file))});`;
      super(before + then, { ...options, eval: true });
    }
  };
  syncBuiltinESMExports();
}
