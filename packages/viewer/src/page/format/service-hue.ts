/** Hues that are told apart; red is left to errors. */
const HUES = [255, 155, 310, 75, 200, 340, 115, 280, 180, 55, 230, 135];

/** Chosen so that the names of the example shop differ. */
const SEED = 514;

/** The same service has the same hue everywhere and always. */
export function serviceHue(name: string): number {
  let hash = SEED;
  for (let at = 0; at < name.length; at += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  }
  hash ^= hash >>> 15;
  return HUES[(hash >>> 0) % HUES.length] as number;
}
