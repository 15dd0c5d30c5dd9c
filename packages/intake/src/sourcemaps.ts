export {
  type CheckedScript,
  checkFolder,
  type ProcessedScript,
  processFolder,
} from './sourcemaps/process-folder.js';
