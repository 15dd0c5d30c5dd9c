/** How much of what a program says about a span is kept. */
export interface SpanLimits {
  attributeCountLimit: number;
  /** Characters. */
  attributeValueLengthLimit: number;
  eventCountLimit: number;
  linkCountLimit: number;
  attributePerEventCountLimit: number;
  attributePerLinkCountLimit: number;
}
