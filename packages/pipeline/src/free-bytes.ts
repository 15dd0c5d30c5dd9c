/**
 * Gives the memory of bytes that nobody reads any more back at once. V8 counts it as small, and lets tens
 * of megabytes of such memory gather before it looks for garbage. What may be part of memory that others
 * use too is left alone.
 */
export function freeBytes({ buffer, byteOffset }: Uint8Array): void {
  const isOwn = buffer instanceof ArrayBuffer && byteOffset === 0;
  if (isOwn && buffer.byteLength > Math.max(Buffer.poolSize, OWN_BYTES)) buffer.transfer(0);
}

/** Less is not worth the call. */
const OWN_BYTES = 16_384;
