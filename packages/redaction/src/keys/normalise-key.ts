/** Lower case, letters and digits only: `X-Api-Key` and `x_api_key` are `xapikey`. */
export function normaliseKey(key: string): string {
  return key.toLowerCase().replace(/[^a-z0-9]+/g, '');
}
