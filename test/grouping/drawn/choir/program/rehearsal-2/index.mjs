export { Metronome } from './core/metronome.mjs';
export { pitch } from './core/pitch.mjs';
export { createRehearsal } from './core/stage.mjs';
