import diagnostics from 'node:diagnostics_channel';

/** Something that the operator should know, once. Holds no secret and no value of a record. */
export interface Warning {
  /** Stable, snake_case. */
  code: string;
  message: string;
  option?: string;
  expected?: string;
  got?: string;
}

export type Warn = (warning: Warning) => void;

const channel = diagnostics.channel('sonde:warning');

/** Publishes on the diagnostics channel `sonde:warning`. Never throws, prints nothing itself. */
export function warn(warning: Warning): void {
  channel.publish(warning);
}
