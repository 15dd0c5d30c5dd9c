import { readFileSync } from 'node:fs';

/** Prints what the runner's report of the last `npm test` says, as one line. */
try {
  const report = JSON.parse(readFileSync(new URL('../test-results/report.json', import.meta.url), 'utf8'));
  const skipped = report.numPendingTests + report.numTodoTests;
  console.log(
    `${report.numPassedTests} passed, ${report.numFailedTests + report.numFailedTestSuitesWithoutTests} failed` +
      (skipped > 0 ? `, ${skipped} skipped` : ''),
  );
} catch (error) {
  console.error(`No report of the tests: ${error.message}`);
  console.log('0 passed, 1 failed');
}
