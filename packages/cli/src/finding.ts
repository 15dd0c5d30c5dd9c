/** One thing that the doctor found. */
export interface Finding {
  /** `wrong` makes the exit code 1. */
  state: 'ok' | 'note' | 'wrong';
  /** One sentence. */
  says: string;
  /** What to do about it. */
  advice?: string;
}

export const ok = (says: string): Finding => ({ state: 'ok', says });
export const note = (says: string, advice?: string): Finding => ({
  state: 'note',
  says,
  ...(advice === undefined ? {} : { advice }),
});
export const wrong = (says: string, advice?: string): Finding => ({
  state: 'wrong',
  says,
  ...(advice === undefined ? {} : { advice }),
});
