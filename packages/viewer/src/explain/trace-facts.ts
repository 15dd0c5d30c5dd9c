/** What is known of a trace, for the sentences about it. Times in milliseconds since the epoch. */
export interface TraceFacts {
  traceId: string;
  spans: SpanFacts[];
  /** Blocks of the loops of the services in it, around its time. */
  blocks: BlockFacts[];
  /** CPU profiles that were sent, begun around its time. */
  profiles: ProfileFacts[];
  /** What the services usually take for what was asked of them. */
  usual: { service: string; route: string; p95: number; requests: number }[];
  issues: {
    fingerprint: string;
    title: string;
    firstRelease?: string;
    firstSeen: number;
    events: number;
  }[];
}

export interface SpanFacts {
  spanId: string;
  parentId?: string;
  name: string;
  service: string;
  instance: string;
  /** OTLP number. */
  kind: number;
  start: number;
  end: number;
  error: boolean;
  statusMessage?: string;
  attributes: Record<string, unknown>;
  events: { time: number; name: string; attributes: Record<string, unknown> }[];
}

export interface BlockFacts {
  start: number;
  duration: number;
  service: string;
  instance: string;
  traceId?: string;
  /** `function (file:line)`. */
  function?: string;
  /** Of it, the share of garbage collection, 0 to 1. */
  gcShare?: number;
  /** The file of the profile that was begun after it. */
  profile?: string;
}

export interface ProfileFacts {
  file: string;
  start: number;
  end: number;
  service: string;
  instance: string;
}
