// @ts-nocheck -- a program that goes wrong on purpose
/* oxlint-disable */
/** Every call goes through here: its place alone does not tell what went wrong. */
export async function request(path, body) {
  const response = await answer(path, body);
  if (response.status >= 400) {
    const error = new Error(`request failed with status ${response.status}`);
    error.name = 'HttpError';
    throw error;
  }
  return response.body;
}

async function answer(path, body) {
  await null;
  if (path.endsWith('/ok')) return { status: 200, body };
  return { status: 503, body };
}

export function resolveUrl(base, path) {
  return new URL(path, base).href;
}

export function queryOf(text) {
  return decodeURIComponent(text);
}
