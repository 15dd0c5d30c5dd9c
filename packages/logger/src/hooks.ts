export { bridgeConsole } from './bridge-console.js';
export { bridgeWarnings } from './bridge-warnings.js';
export { newBudget } from './budget.js';
export { correlation } from './correlation.js';
export { type ErrorLineFields, errorLine } from './error-line.js';
export { logFields } from './log-fields.js';
export { recordLine } from './record-line.js';
export { type RequestContext, requestContext } from './request-context.js';
export { tapPino } from './tap-pino.js';
