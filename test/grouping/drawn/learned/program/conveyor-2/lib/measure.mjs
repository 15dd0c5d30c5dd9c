// @ts-nocheck -- a dependency of a program that goes wrong on purpose
/* oxlint-disable */
import { reject } from './reject.mjs';

export function measure(text) {
  const parts = /^(\d+)(mm|cm)$/.exec(text);
  if (parts === null) reject(text);
  return Number(parts[1]);
}
