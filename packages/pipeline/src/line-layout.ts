/** Where things stand in the memory of the line machine, as `assembly/layout.ts` has them. */
export const layout = {
  result: 1024,
  allTexts: 1040,
  longest: 1044,
  lane: 1048,
  kinds: 1056,
  escaped: 1312,
  hex: 1568,
  severities: 1824,
  powers: 5920,
  pairs: 6144,
  thirds: 38912,
  input: 374848,
  inputEnd: 440448,
  output: 440448,
} as const;

/** Of an entry of a key: where its kind stands, and its letters. */
export const keyEntry = { kind: 8, letters: 40 } as const;
