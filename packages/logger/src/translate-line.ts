/** Where a pino was told to write what stands at `msg` and `err` by default. */
export interface LineKeys {
  messageKey: string;
  errorKey: string;
  /** Where logged objects are nested; absent: at the top. */
  nestedKey?: string | undefined;
}

/**
 * A line of a pino with keys of its own, in the fields of `docs/fields.md`.
 *
 * @param level pino's number, for lines whose level was formatted into something else.
 */
export function translateLine(line: string, keys: Partial<LineKeys>, level?: number): string {
  const { messageKey = 'msg', errorKey = 'err', nestedKey } = keys;
  if (messageKey === 'msg' && errorKey === 'err' && !nestedKey && level === undefined) return line;
  try {
    const { ...fields } = JSON.parse(line) as Record<string, unknown>;
    const nested = nestedKey === undefined ? undefined : fields[nestedKey];
    if (nestedKey !== undefined && nested !== null && typeof nested === 'object') {
      delete fields[nestedKey];
      for (const [key, value] of Object.entries(nested)) if (!(key in fields)) fields[key] = value;
    }
    for (const [from, to] of [
      [messageKey, 'msg'],
      [errorKey, 'err'],
    ] as const) {
      if (from === to || fields[from] === undefined) continue;
      fields[to] = fields[from];
      delete fields[from];
    }
    if (level !== undefined && typeof fields['level'] !== 'number') fields['level'] = level;
    if (fields['time'] === undefined) fields['time'] = Date.now();
    return JSON.stringify(fields);
  } catch {
    return line;
  }
}
