const OPENS = /-----BEGIN [A-Z ]{0,40}PRIVATE KEY/;
const MARK = '-----';
/** RFC 7468 breaks the body of a key at 64 characters. */
const LINE = 64;
const BODY = /^\s*[A-Za-z0-9+/]{16,80}={0,2}\s*$/;
const FULL_LINE = /^[A-Za-z0-9+/]{64}$/;
/** A key of 16,384 bits has 195 lines. */
const MAX_LINES = 200;

/** Knows the body of a private key that comes line by line, each as a text of its own. */
export interface PrivateKeyLines {
  holds(text: string): boolean;
  /** Whether a block was opened: then each text counts. */
  isOpen(): boolean;
}

export function createPrivateKeyLines(): PrivateKeyLines {
  /** How many more texts may belong to a block whose beginning was seen and whose end was not. */
  let open = 0;
  return {
    isOpen: () => open > 0,
    holds(text) {
      if (text.includes(MARK)) {
        const begin = text.search(OPENS);
        if (begin !== -1) open = text.includes(`${MARK}END `, begin) ? 0 : MAX_LINES;
        else if (text.includes(`${MARK}END `)) open = 0;
        return false;
      }
      if (open > 0) {
        open--;
        return BODY.test(text) && isMixed(text);
      }
      return text.length === LINE && FULL_LINE.test(text) && isMixed(text);
    },
  };
}

/** Both cases and a digit: no hexadecimal hash, no word. */
function isMixed(text: string): boolean {
  return /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text);
}
