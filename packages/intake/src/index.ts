export { createIntake, type Intake } from './create-intake.js';
export type { FastifyIntakePlugin, FastifyScope } from './fastify-plugin.js';
export type { IntakeStats, RecordDropReason } from './intake-stats.js';
export type { IntakeLimits, IntakeOptions } from './options.js';
export { type Refusal, type RefusalReason, refusalReasons } from './refusal.js';
export { type IntakeServer, type ServeIntakeOptions, serveIntake } from './serve-intake.js';
