/** Milliseconds that a metric's own asynchronous `collect` may take. */
const COLLECT_MS = 1000;

/** Waits for what metrics were asked, but never long. */
export async function settle(answers: Promise<unknown>[]): Promise<void> {
  if (answers.length === 0) return;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, COLLECT_MS);
    timer.unref();
  });
  await Promise.race([Promise.all(answers), late]);
  clearTimeout(timer);
}
