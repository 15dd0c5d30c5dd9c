/** The same function, but what goes wrong in it never reaches the page. */
export function guard<A extends unknown[]>(run: (...args: A) => void): (...args: A) => void {
  return (...args) => {
    try {
      run(...args);
    } catch {
      // The page comes first: a fault of the beacon is a record less, never an error more.
    }
  };
}
