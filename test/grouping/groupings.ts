import { fingerprint } from '@sonde/errors';
import type { LabelledError } from './labelled-set.ts';

export interface Grouping {
  name: string;
  groupOf: (error: LabelledError) => string;
}

/** Ways to put errors together, ours first. */
export const GROUPINGS: readonly Grouping[] = [
  { name: 'sonde', groupOf: (error) => fingerprint(error).id },
  {
    name: 'type and message',
    groupOf: ({ type, message }) => JSON.stringify([type, message]),
  },
  { name: 'message alone', groupOf: ({ message }) => message },
  {
    name: 'type and message without digits and quoted values',
    groupOf: ({ type, message }) =>
      JSON.stringify([type, message.replace(/\d+|"[^"]*"|'[^']*'/g, '*')]),
  },
  {
    name: 'type and top frame, with its line',
    groupOf: ({ type, message, frames: [top] }) =>
      JSON.stringify(top ? [type, top.function, top.file, top.line] : [type, message]),
  },
  {
    name: 'type and top frame, function and file name',
    groupOf: ({ type, message, frames: [top] }) =>
      JSON.stringify(top ? [type, top.function, top.file.replace(/.*\//, '')] : [type, message]),
  },
];
