import { readFileSync } from 'node:fs';

/** Prints what the runner's report of the last `npm test` says, as one line. */
function count() {
  const report = JSON.parse(
    readFileSync(new URL('../test-results/report.json', import.meta.url), 'utf8'),
  );
  // A file that could not even be loaded has no test that could fail, and must not go unseen.
  const broken = report.testResults.filter(
    (file) =>
      file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const skipped = report.numPendingTests + report.numTodoTests;
  const line = `${report.numPassedTests} passed, ${report.numFailedTests + broken} failed`;
  return skipped > 0 ? `${line}, ${skipped} skipped` : line;
}

try {
  console.log(count());
} catch (error) {
  console.error(`No report of the tests: ${error.message}`);
  console.log('0 passed, 1 failed');
}
