/**
 * `timestamp` of a pino: milliseconds since the epoch, as pino writes them. Thirteen digits are dear to
 * make of a number; only the last three are made for each millisecond.
 */
export function createLineTime(now: () => number = Date.now): () => string {
  let last = Number.NaN;
  let text = '';
  let second = Number.NaN;
  let begin = '';
  return () => {
    const time = now();
    if (time === last) return text;
    last = time;
    let rest = time - second;
    if (!(rest >= 0 && rest < 1000)) {
      second = Math.floor(time / 1000) * 1000;
      begin = `,"time":${second / 1000}`;
      rest = time - second;
    }
    const zeros = rest < 100 ? (rest < 10 ? '00' : '0') : '';
    text = begin + zeros + rest;
    return text;
  };
}
