// Loaded first into each competitor: at the very end, writes what the whole process has cost. It listens
// last, so that what a competitor does at the end is in there: a flush, and the thread that it needs.
setImmediate(() => {
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    require('node:fs').writeSync(
      3,
      JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1000, rss: maxRSS / 1024 }),
    );
  });
});
