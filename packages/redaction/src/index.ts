export type { ByteCheck } from './bytes/byte-check.js';
export { createRedactor } from './create-redactor.js';
export { escapeControl } from './escape-control.js';
export { DEFAULT_REDACTION, type OptionWarning, resolveRedactionOptions } from './options.js';
export { createPathRedaction, type PathRedaction } from './path-redaction.js';
export { proveRedaction, type RedactionExamples, type SecretExample } from './prove-redaction.js';
export { checkRedaction, type RedactionCheck, type RedactionFinding } from './redaction-check.js';
export type {
  Attribute,
  AttributeValue,
  RedactionMode,
  RedactionOptions,
  Redactor,
  Replace,
  ResolvedRedactionOptions,
} from './types.js';
