/** One thing that the doctor saw. `bad` is what keeps data from arriving. */
export interface Finding {
  is: 'good' | 'note' | 'warn' | 'bad';
  text: string;
  /** What to do about it. */
  advice?: string;
}
