// @ts-nocheck -- a program that goes wrong on purpose
/* oxlint-disable */
export function depthOf(node) {
  return 1 + Math.max(0, ...node.children.map((child) => depthOf(child)));
}

/** Recursion of another depth each time. */
export function findLeaf(node, depth) {
  if (depth === 0) throw new Error(`leaf ${node.id} is not there`);
  return findLeaf(node.next ?? node, depth - 1);
}

export function isEven(n) {
  if (n === 0) throw new RangeError('zero is neither');
  return isOdd(n - 1);
}

function isOdd(n) {
  return isEven(n - 1);
}

export function forever(n) {
  return forever(n + 1) + 1;
}

export function toText(value) {
  return JSON.stringify(value);
}
