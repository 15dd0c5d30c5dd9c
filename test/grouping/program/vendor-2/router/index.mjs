// @ts-nocheck -- a program that goes wrong on purpose
/* oxlint-disable */

export { parseBody } from './lib/body.mjs';
export { acquire } from './lib/pool.mjs';
export { createRouter } from './lib/router.mjs';
