/** One frame of a stack, outermost call last, the way every engine prints it. */
export interface Frame {
  /** Absent for an anonymous function. */
  function?: string;
  /** A path, a URL or a `node:` name, as the engine gave it, `file://` removed. */
  file: string;
  /** One-based. */
  line?: number;
  /** One-based. */
  column?: number;
  /** The application's own code: not node_modules, not `node:`, not a browser extension. */
  inApp: boolean;
  /** Source lines around it, where they could be had. */
  source?: { firstLine: number; lines: string[] };
}

/** One error of a chain. */
export interface ErrorLink {
  type: string;
  message: string;
  /** As the engine wrote it. */
  stack?: string;
  frames?: Frame[];
}

/** Any thrown value, made tellable. */
export interface NormalisedError extends ErrorLink {
  /** `cause` by `cause`, nearest first; at most 8. */
  causes: ErrorLink[];
  /** The members of an AggregateError; at most 16. */
  members: ErrorLink[];
}

export interface Fingerprint {
  /** 16 hex digits. */
  id: string;
  /** What it was made of, in plain words: shown as "why these are together". */
  because: string;
  /**
   * 16 hex digits over the type, the message apart from its values and the whole stack, dependencies
   * and runtime with it. Two errors of one `whole` are one issue even where `id` differs, as when code
   * counted as the application's in one deployment and as a dependency in another. Absent without a
   * stack.
   */
  whole?: string;
}
