export { Belt } from './lib/belt.mjs';
export { eachItem } from './lib/each-item.mjs';
export { measure } from './lib/measure.mjs';
