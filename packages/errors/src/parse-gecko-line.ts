import { toFrame } from './parse-location.js';
import type { Frame } from './types.js';

const ASYNC_MARK = /^[\w ]{1,40}\*/;
const EVAL_PLACE = / line (\d{1,9}) > (?:eval|Function)\b.*$/;

/** A line of SpiderMonkey or JavaScriptCore: `name@location`, `@location`, `location`. */
export function parseGeckoLine(line: string): Frame | undefined {
  let at = line.indexOf('@');
  // An anonymous function of JavaScriptCore at an address that itself holds an @.
  if (at > 0 && line.slice(0, at).includes('://')) at = -1;
  const location = line.slice(at + 1);
  const name = at > 0 ? line.slice(0, at).replace(ASYNC_MARK, '') : undefined;
  if (location === '[native code]' || location === '[wasm code]' || location === 'native') {
    return at === -1 && location !== '[native code]' ? undefined : toFrame(name, location);
  }
  const place = location.includes(' > ') ? location.replace(EVAL_PLACE, ':$1') : location;
  if (!/:\d{1,9}$/.test(place) && !/wasm-function\[\d+\]/.test(place)) {
    return at !== -1 && /^(?:[a-z][\w+.-]{1,30}:|\/)\S*$/i.test(place)
      ? toFrame(name, place)
      : undefined;
  }
  // Without an @ only an address or an absolute path is a frame: "Error: failed at 10:20" is not.
  if (at === -1 && !/^(?:[a-z][\w+.-]{1,30}:\/\/|\/|[A-Za-z]:[\\/])\S*$/i.test(place)) {
    return undefined;
  }
  if (at !== -1 && /\s/.test(place) && !/[/\\]/.test(place)) return undefined;
  return toFrame(name, place);
}
