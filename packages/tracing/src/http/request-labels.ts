/** What the duration of a request is counted by. Frozen, so that a series is found by the object itself. */
export type RequestLabels = Readonly<Record<string, string | number | undefined>>;

/** A peer that invents routes or ports must not fill memory; the metric has its own bound. */
const MAX_LABELS = 1000;

/** Gives the same object for the same labels. */
export function createRequestLabels(
  names: readonly string[],
): (values: readonly (string | number | undefined)[]) => RequestLabels {
  const known = new Map<string, RequestLabels>();
  return (values) => {
    let key = '';
    for (let at = 0; at < values.length; at++) key += `${values[at]}\n`;
    let labels = known.get(key);
    if (labels === undefined) {
      const made: Record<string, string | number | undefined> = {};
      for (const [index, name] of names.entries()) {
        const value = values[index];
        if (value !== undefined) made[name] = value;
      }
      labels = Object.freeze(made);
      if (known.size < MAX_LABELS) known.set(key, labels);
    }
    return labels;
  };
}
