/** What is published on the diagnostics channel `sonde:warning`. */
export interface Warning {
  /** Stable; the same fault has the same code. */
  code: string;
  message: string;
  /** The setting that it is about. */
  option?: string;
  expected?: string;
  got?: string;
}

export type Warn = (warning: Warning) => void;
