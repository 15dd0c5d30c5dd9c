// @ts-nocheck -- a program that goes wrong on purpose
/* oxlint-disable */
import { createRouter } from 'router';
import { routes } from './faults.mjs';

/** Runs every fault by the router, as a server or a page would, and tells what was thrown. */
export async function runAll(n) {
  const router = createRouter();
  for (const [name, handler] of routes) router.add(name, handler);
  const thrown = [];
  for (const [name] of routes) {
    const error = await router.handle(name, n).then(
      () => new Error(`${name} did not go wrong`),
      (reason) => reason,
    );
    thrown.push({ fault: name, ...tell(error) });
  }
  return thrown;
}

function tell(error) {
  if (typeof error !== 'object' || error === null || error.message === undefined) {
    const type = typeof error === 'object' ? 'Object' : typeof error;
    return { type, message: typeof error === 'string' ? error : JSON.stringify(error) };
  }
  return { type: error.name, message: error.message, stack: error.stack };
}
