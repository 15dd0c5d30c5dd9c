const FLAG = '--unhandled-rejections';
const MODES = ['throw', 'strict', 'warn', 'warn-with-error-code', 'none'] as const;

export type RejectionMode = (typeof MODES)[number];

/** What Node was told to do with unhandled rejections. The last flag wins; arguments come after NODE_OPTIONS. */
export function rejectionMode(nodeOptions: string, execArgv: readonly string[]): RejectionMode {
  const words = [...nodeOptions.split(/\s+/), ...execArgv];
  let mode: string = 'throw';
  for (const [index, word] of words.entries()) {
    if (word.startsWith(`${FLAG}=`)) mode = word.slice(FLAG.length + 1);
    else if (word === FLAG) mode = words[index + 1] ?? mode;
  }
  return MODES.find((known) => known === mode) ?? 'throw';
}
