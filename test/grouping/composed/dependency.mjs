/** What the programs depend on, written anew for the second release. */
const FOLDER = 'node_modules/kit';

export const DEPENDENCY = {
  1: {
    [`${FOLDER}/package.json`]: '{ "name": "kit", "type": "module", "main": "index.mjs" }\n',
    [`${FOLDER}/index.mjs`]: `export function createBus() {
  const known = new Map();
  return {
    on(topic, listener) {
      known.set(topic, listener);
    },
    emit(topic, value) {
      const heard = known.get(topic)(value);
      return heard;
    },
  };
}

export function createRunner() {
  return {
    async run(name, task) {
      const made = await task(name);
      return made;
    },
  };
}
`,
  },
  2: {
    [`${FOLDER}/package.json`]: '{ "name": "kit", "type": "module", "main": "index.mjs" }\n',
    [`${FOLDER}/index.mjs`]: `export { createRunner } from './lib/run-queue.mjs';
export { createBus } from './lib/bus.mjs';
`,
    [`${FOLDER}/lib/bus.mjs`]: `class Bus {
  #listeners = [];
  on(topic, listener) {
    this.#listeners.push({ topic, listener });
  }
  emit(topic, value) {
    return this.#listeners.filter((one) => one.topic === topic).map((one) => this.#tell(one, value));
  }
  #tell({ listener }, value) {
    const heard = listener(value);
    return heard;
  }
}

export const createBus = () => new Bus();
`,
    [`${FOLDER}/lib/run-queue.mjs`]: `export const createRunner = () => ({
  run: (name, task) => enqueue(() => task(name)),
});

function enqueue(task) {
  return new Promise((resolve, reject) => {
    Promise.resolve().then(task).then(resolve, reject);
  });
}
`,
  },
};
