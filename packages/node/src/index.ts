export { type RequestContext, requestContext } from '@sonde/logger/hooks';
export { addSpanProcessor, type SpanProcessor } from './add-span-processor.js';
export { captureError } from './capture-error.js';
export { flush } from './flush.js';
export { type Status, status } from './status.js';
