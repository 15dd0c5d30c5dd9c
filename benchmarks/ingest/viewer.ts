// The viewer under measure in a process of its own: tells its address, then when it has stored n records.
import { startViewer } from '@sonde/viewer';

const folder = process.argv[2];
if (folder === undefined) throw new Error('expected a folder for the store');
const viewer = await startViewer({
  dataFolder: folder,
  otlpHttpPort: 0,
  otlpGrpcPort: 0,
  pagePort: 0,
});
process.send?.(viewer.urls.otlpHttp);
process.on('message', (wanted: number) => {
  const ask = async () => {
    const status = (await (await fetch(`${viewer.urls.page}/api/status`)).json()) as {
      store: { logs: number };
    };
    if (status.store.logs >= wanted) process.send?.('stored');
    else setTimeout(() => void ask(), 20);
  };
  void ask();
});
