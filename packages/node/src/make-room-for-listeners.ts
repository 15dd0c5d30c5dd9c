/** Listeners that we add to one event of `process`, at most. */
const OURS = 6;

/** Our listeners must not be the ones too many for which Node warns about the application. */
export function makeRoomForListeners(): () => void {
  const limit = process.getMaxListeners();
  // 0: the application wants no warning at all.
  if (limit === 0) return () => undefined;
  process.setMaxListeners(limit + OURS);
  return () => {
    if (process.getMaxListeners() === limit + OURS) process.setMaxListeners(limit);
  };
}
