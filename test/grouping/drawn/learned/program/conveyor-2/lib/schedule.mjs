// @ts-nocheck -- a dependency of a program that goes wrong on purpose
/* oxlint-disable */
export function schedule(start) {
  return new Promise((resolve, reject) => {
    queueMicrotask(function tick() {
      start((error, value) => (error === null ? resolve(value) : reject(error)));
    });
  });
}
