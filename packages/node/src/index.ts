export { type RequestContext, requestContext } from '@sonde/logger/hooks';
export { captureError } from './capture-error.js';
export { flush } from './flush.js';
export { type Status, status } from './status.js';
