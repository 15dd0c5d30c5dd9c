import type { PathState } from './path-matcher.js';

/** One object, met by a walk on the way of one path. */
export interface Visit {
  readonly value: object;
  /** With a path under way the same object may have to look different elsewhere. */
  readonly state: PathState;
  /** Set when the first change is known, and at the end. */
  copy: unknown;
  readonly above: Visit | undefined;
}

/**
 * The objects that a walk has met, and those that it is inside of. Most records are one object or
 * two: no table is made for them.
 */
export class Visits {
  private innermost: Visit | undefined;
  private first: Visit | undefined;
  private tables: Map<PathState, Map<object, Visit>> | undefined;

  /** The visit that the walk is inside of, if this object is its own part. */
  around(value: object): Visit | undefined {
    for (let visit = this.innermost; visit; visit = visit.above) {
      if (visit.value === value) return visit;
    }
    return undefined;
  }

  known(value: object, state: PathState): Visit | undefined {
    if (this.tables) return this.tables.get(state)?.get(value);
    const { first } = this;
    return first?.value === value && first.state === state ? first : undefined;
  }

  enter(value: object, state: PathState): Visit {
    const visit: Visit = { value, state, copy: undefined, above: this.innermost };
    this.innermost = visit;
    if (!this.first) this.first = visit;
    else {
      if (!this.tables) {
        this.tables = new Map();
        this.keep(this.tables, this.first);
      }
      this.keep(this.tables, visit);
    }
    return visit;
  }

  leave(visit: Visit): void {
    this.innermost = visit.above;
  }

  private keep(tables: Map<PathState, Map<object, Visit>>, visit: Visit): void {
    const table = tables.get(visit.state);
    if (table) table.set(visit.value, visit);
    else tables.set(visit.state, new Map([[visit.value, visit]]));
  }
}
