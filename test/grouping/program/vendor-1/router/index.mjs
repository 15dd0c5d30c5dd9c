// @ts-nocheck -- a program that goes wrong on purpose
/* oxlint-disable */
export function createRouter() {
  const handlers = new Map();

  async function dispatch(name, value) {
    return next(name, value, 0);
  }

  function next(name, value, at) {
    if (at < 1) return next(name, value, at + 1);
    return handleRequest(handlers.get(name), value);
  }

  function handleRequest(handler, value) {
    return handler(value);
  }

  return { add: (name, handler) => handlers.set(name, handler), handle: dispatch };
}

export function acquire(n) {
  return new Promise((_, reject) => {
    setTimeout(() => failPending(reject, n), 1);
  });
}

function failPending(reject, n) {
  reject(new Error(`pool: no connection within ${n} ms`));
}

export async function parseBody(text) {
  await new Promise((resolve) => setTimeout(resolve, 1));
  return JSON.parse(text);
}
