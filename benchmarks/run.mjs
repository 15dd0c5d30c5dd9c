const [claim, ...rest] = process.argv.slice(2);
const claims = [
  'log-line',
  'lane',
  'request',
  'instructions',
  'start',
  'modules',
  'endurance',
  'ingest',
  'grouping',
  'intake',
  'beacon',
  'redaction',
  'watchdog',
  'collector',
];
if (!claims.includes(claim)) {
  console.error(`Say which: ${claims.join(', ')}.`);
  process.exit(1);
}
process.argv.splice(2, process.argv.length, ...rest);
await import(`./${claim}/index.ts`);
