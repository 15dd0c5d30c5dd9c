const BEGIN = '-----BEGIN ';
const END = '-----END ';
const MARKS = ['PRIVATE KEY', 'OPENSSH', 'SECRET KEY', 'PuTTY'];

/** The end of a private key block that begins here, or -1. One without an end goes to the text's end. */
export function matchPrivateKey(text: string, start: number): number {
  if (!text.startsWith(BEGIN, start)) return -1;
  const title = text.slice(start + BEGIN.length, start + BEGIN.length + 48);
  const titleEnd = title.indexOf('-----');
  const name = titleEnd === -1 ? title : title.slice(0, titleEnd);
  if (!MARKS.some((mark) => name.includes(mark))) return -1;
  const close = text.indexOf(END, start);
  if (close === -1) return text.length;
  const closed = text.indexOf('-----', close + END.length);
  return closed === -1 ? text.length : closed + 5;
}
