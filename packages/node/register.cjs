// The preload. Old syntax on purpose: it must parse on any Node, to say what is missing there.
'use strict';

var STARTED = Symbol.for('sonde.node');

/** 22.15 and 23.5 brought `module.registerHooks`. */
function isSupported(version) {
  var parts = version.split('.').map(Number);
  if (parts[0] === 22) return parts[1] >= 15;
  if (parts[0] === 23) return parts[1] >= 5;
  return parts[0] > 23;
}

function isOn(value) {
  return value !== undefined && /^(1|true)$/i.test(value.trim());
}

function say(text) {
  try {
    require('fs').writeSync(2, 'sonde: ' + text + '\n');
  } catch (nobodyListens) {
    void nobodyListens;
  }
}

/** Threads that are part of a tool, not of the application: Node's own, the lane's, a log transport's. */
function isForeignThread() {
  var threads = require('worker_threads');
  if (threads.isMainThread) return false;
  if (threads.isInternalThread || threads.threadName === 'sonde') return true;
  var data = threads.workerData;
  if (data === null || typeof data !== 'object') return false;
  if (data.memory && data.options && data.options.endpoints) return true;
  var inner = data.workerData;
  var context = inner !== null && typeof inner === 'object' ? inner.$context : undefined;
  return Boolean(context && context.threadStreamVersion);
}

function isMainThread() {
  return require('worker_threads').isMainThread;
}

function register() {
  var env = process.env;
  if (isOn(env.SONDE_DISABLED) || isOn(env.OTEL_SDK_DISABLED)) return;
  if (globalThis[STARTED]) return;
  if (!isSupported(process.versions.node)) {
    globalThis[STARTED] = { failed: {} };
    if (isMainThread()) {
      say(
        'Node 22.15 or newer is needed, this is ' +
          process.versions.node +
          '; the application runs without telemetry',
      );
    }
    return;
  }
  if (isForeignThread()) return;
  // Before anything else: the first look at this changes the prototype of what carries contexts, and where that was in
  // use already, as with a channel to a parent process, V8 may leave it in its slow form for good.
  void require('async_hooks').AsyncLocalStorage;
  try {
    require('./dist/preload/load.js')
      .loadBundle(require('path').join(__dirname, 'dist/preload/preload.js'))
      .start();
  } catch (error) {
    // Of a module that is missing Node tells the way to it, on lines of their own.
    say(
      'not started, the application runs without telemetry: ' +
        String(error && error.message).split('\n')[0],
    );
  }
}

register();
