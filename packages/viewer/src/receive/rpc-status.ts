/**
 * A `google.rpc.Status`, which OTLP/HTTP answers with where it refuses a body: the code as a varint
 * in field 1, the message in field 2.
 *
 * @param code a gRPC code below 128
 */
export function encodeStatus(code: number, message: string): Uint8Array {
  const text = Buffer.from(message.slice(0, 1000));
  const length: number[] = [];
  let rest = text.length;
  while (rest > 127) {
    length.push((rest & 127) | 128);
    rest >>>= 7;
  }
  length.push(rest);
  return Buffer.concat([Buffer.from([0x08, code, 0x12, ...length]), text]);
}
