/** What the duration of a request is counted by. Frozen, so that a series is found by the object itself. */
export type RequestLabels = Readonly<Record<string, string | number | undefined>>;

/** A peer that invents routes or ports must not fill memory; the metric has its own bound. */
const MAX_LABELS = 1000;
const MAX_RECENT = 4;

type Values = readonly (string | number | undefined)[];

/** Gives the same object for the same labels. */
export function createRequestLabels(names: readonly string[]): (values: Values) => RequestLabels {
  const known = new Map<string, RequestLabels>();
  /** Most requests have the labels of one of the last. */
  const recent: { values: Values; labels: RequestLabels }[] = [];
  let next = 0;

  function look(values: Values): RequestLabels {
    const key = values.join('\n');
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
  }

  return (values) => {
    for (const one of recent) if (isSame(one.values, values)) return one.labels;
    const labels = look(values);
    recent[next] = { values, labels };
    next = (next + 1) % MAX_RECENT;
    return labels;
  };
}

function isSame(one: Values, other: Values): boolean {
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}
