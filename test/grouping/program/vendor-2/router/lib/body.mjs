// @ts-nocheck -- a program that goes wrong on purpose
/* oxlint-disable */
export async function parseBody(text) {
  await new Promise((resolve) => setTimeout(resolve, 1));
  return decode(text);
}

function decode(text) {
  return JSON.parse(text);
}
