/** What a body from elsewhere may hold. */
export interface DecodeLimits {
  /** Values nested in values. */
  depth: number;
  /** Messages (records, attributes, values, points …) of one body: bounds the memory it turns into. */
  nodes: number;
}

/** All bounds of this package in one table. */
export const limits: {
  readonly decode: DecodeLimits;
  readonly value: {
    readonly depth: number;
    readonly attributes: number;
    readonly items: number;
    readonly keyLength: number;
    readonly stringLength: number;
    readonly bodyLength: number;
    readonly stackLength: number;
    readonly bytes: number;
    readonly nodes: number;
  };
} = {
  decode: { depth: 32, nodes: 1_000_000 },
  /** For what the application hands over; lengths in UTF-16 units. */
  value: {
    depth: 8,
    attributes: 128,
    items: 256,
    keyLength: 256,
    stringLength: 4096,
    bodyLength: 32_768,
    stackLength: 16_384,
    bytes: 4096,
    /** Of one record in all. */
    nodes: 2000,
  },
};
