export type * from './api.js';
export { PortTakenError } from './receive/loopback.js';
export { describePortHolder, findPortHolder, type PortHolder } from './receive/port-holder.js';
export { startViewer, type Viewer } from './start-viewer.js';
export { FolderInUseError } from './store/folder-lock.js';
export { openStore } from './store/open-store.js';
export {
  type IssueChange,
  type IssuesQuery,
  type LogFilter,
  type LogsQuery,
  QueryError,
  type StoreQueries,
  type TimeWindow,
  type TracesQuery,
} from './store/queries.js';
export {
  type Ingested,
  type OtlpEncoding,
  type OtlpSignal,
  type Store,
  StoreError,
  type StoreErrorCode,
  type StoreOptions,
} from './store/store.js';
export {
  type ResolvedViewerOptions,
  resolveViewerOptions,
  type ViewerOptions,
  type ViewerOptionWarning,
} from './viewer-options.js';
