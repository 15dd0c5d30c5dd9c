export { addSourceLines } from './add-source-lines.js';
export { codeOwners } from './code-owners.js';
export { type FingerprintInput, fingerprint } from './fingerprint.js';
export { formatFrames } from './format-frames.js';
export { isInApp } from './is-in-app.js';
export { normaliseError } from './normalise-error.js';
export { parseStack } from './parse-stack.js';
export { sharedFrames } from './shared-frames.js';
export {
  createSourceMapStore,
  type SourceMapStore,
  type SourceMapStoreOptions,
} from './source-map-store.js';
export {
  createSymbolicator,
  type SymbolicateHint,
  type SymbolicatorOptions,
} from './symbolicator.js';
export type { ErrorLink, Fingerprint, Frame, NormalisedError } from './types.js';
