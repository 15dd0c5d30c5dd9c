export { bullmq } from './bullmq.js';
export { hono } from './hono.js';
export { mqtt } from './mqtt.js';
export { mysql2Pool } from './mysql2-pool.js';
export { nestErrors } from './nest-errors.js';
export { prismaErrors } from './prisma-errors.js';
export { createTracedModule } from './traced-module.js';
export { ws } from './ws.js';
