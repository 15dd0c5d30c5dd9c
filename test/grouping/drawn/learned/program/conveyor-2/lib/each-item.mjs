// @ts-nocheck -- a dependency of a program that goes wrong on purpose
/* oxlint-disable */
export function eachItem(list, visit) {
  return step(list, visit, 0);
}

function step(list, visit, at) {
  if (at === list.length) return;
  visitOne(visit, list[at], at);
  step(list, visit, at + 1);
}

function visitOne(visit, item, at) {
  visit.call(undefined, item, at);
}
