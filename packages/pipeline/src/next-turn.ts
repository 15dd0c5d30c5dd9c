/**
 * Runs something once the present turn of the event loop is over, and keeps nothing alive. Not by an
 * immediate: one that holds nothing waits, where the loop has nothing else to do, for whatever comes next.
 */
export function nextTurn(run: () => void): void {
  setTimeout(run, 1).unref();
}
