/**
 * The worker and all that it imports as one CommonJS text, deflated, in base64: a bundler knows
 * nothing of worker files, but takes this along with the code that starts one. Empty here;
 * `bundle.mjs` writes it into the built file.
 */
export const workerText: string = '';
