// @ts-nocheck -- a dependency of a program that goes wrong on purpose
/* oxlint-disable */
export function reject(text) {
  throw new SyntaxError('Not a measure: ' + text);
}
