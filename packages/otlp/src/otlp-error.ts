/**
 * - `syntax`: not JSON, or a body that ends before it should
 * - `type`: a field of another type than the specification gives it
 * - `limit`: more of something than {@link limits} allow
 */
export type OtlpErrorCode = 'syntax' | 'type' | 'limit';

/** Why a body is not OTLP. The only error that decoding and parsing throw. */
export class OtlpError extends Error {
  readonly code: OtlpErrorCode;
  /** Where: `resourceLogs[0].scopeLogs[2].…` in JSON, `byte 17` in protobuf. */
  readonly path: string;
  readonly expected: string;
  /** The kind of thing that stood there. Never the value itself. */
  readonly got: string;

  constructor(code: OtlpErrorCode, path: string, expected: string, got: string) {
    super(`OTLP ${path}: expected ${expected}, got ${got}`);
    this.name = 'OtlpError';
    this.code = code;
    this.path = path;
    this.expected = expected;
    this.got = got;
  }
}
