/** Fields as `fieldsJson` writes them, as an object. */
export function fieldsObject(json: string): Record<string, unknown> {
  return JSON.parse(`{${json.slice(1)}}`) as Record<string, unknown>;
}
