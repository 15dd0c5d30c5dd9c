import { QueryError } from '../store/queries.js';

/** Where a window ended: the sorted value and the row's id, which makes it exact among equals. */
export interface WindowCursor {
  value: number;
  id: number;
}

export function writeCursor(cursor: WindowCursor): string {
  return Buffer.from(`${cursor.value}.${cursor.id}`).toString('base64url');
}

/** @throws QueryError if the text is no cursor of ours. */
export function readCursor(text: string | undefined): WindowCursor | undefined {
  if (text === undefined) return undefined;
  const parts = Buffer.from(text.slice(0, 100), 'base64url').toString().split('.');
  const [value, id] = parts.map(Number);
  if (parts.length !== 2 || !Number.isSafeInteger(value) || !Number.isSafeInteger(id)) {
    throw new QueryError('cursor', 'cursor must be the `next` of an earlier answer');
  }
  return { value: value as number, id: id as number };
}
