import { writeMessage } from './encode-attributes.js';
import { WireReader } from './wire-reader.js';
import { WireWriter } from './wire-writer.js';

/** What a receiver answers with status 200: how many it did not take, and why. */
export interface ExportResponse {
  /** Log records, spans or data points. 0 with a message is a warning. */
  rejected: number;
  message: string;
}

function writePartial(response: ExportResponse, w: WireWriter): void {
  if (response.rejected > 0) w.varint64(1, response.rejected);
  w.text(2, response.message);
}

/** The protobuf answer; empty bytes for a full success, as the specification asks. */
export function encodeExportResponse(response: ExportResponse): Uint8Array {
  const w = new WireWriter();
  if (response.rejected > 0 || response.message !== '') writeMessage(w, 1, writePartial, response);
  return w.finish();
}

function readPartial(r: WireReader): ExportResponse {
  const response = { rejected: 0, message: '' };
  while (r.next()) {
    if (r.field === 1) response.rejected = Math.max(0, Number(r.int64()));
    else if (r.field === 2) response.message = r.text();
    else r.skip();
  }
  return response;
}

/**
 * @param signal the three answers have the same numbers today; the signal keeps callers honest.
 * @throws OtlpError if the bytes are not an answer.
 */
export function decodeExportResponse(
  bytes: Uint8Array,
  _signal: 'logs' | 'traces' | 'metrics',
): ExportResponse {
  const r = new WireReader(bytes);
  let response: ExportResponse = { rejected: 0, message: '' };
  while (r.next()) {
    if (r.field === 1) response = r.message(readPartial);
    else r.skip();
  }
  return response;
}
