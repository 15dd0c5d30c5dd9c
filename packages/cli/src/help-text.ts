export const HELP = `sonde: see what your Node services and their pages do

Usage
  sonde up [options]      receive OpenTelemetry data and show it on a local page
  sonde doctor [options]  say in plain words what is wrong with a set-up
  sonde help              this text
  sonde --version

To send to it, start a service with
  node --import @sonde/node/register app.js

Run \`sonde up --help\` or \`sonde doctor --help\` for the options.
`;

export const UP_HELP = `sonde up: receive OpenTelemetry data and show it on a local page

Usage
  sonde up [options]

Options
  --otlp-port N    OTLP over HTTP (4318)
  --grpc-port N    OTLP over gRPC (4317)
  --page-port N    the page and its API (4319)
  --data DIR       where it is kept (~/.local/share/sonde/viewer); :memory: keeps nothing
  --max-size SIZE  how much is kept, such as 500MB or 2GB (1GB); the oldest goes first
  --max-age TIME   how long, such as 90m, 12h or 7d (24h)
  --forward-to URL send all that comes in on to another OTLP endpoint too
  -h, --help       this text

It listens on this machine only (127.0.0.1 and ::1). A port of 0 takes a free one.

Where a collector has port 4318 already, stand in front of it:
  sonde up --otlp-port 14318 --forward-to http://localhost:4318
and point your services to http://localhost:14318 (OTEL_EXPORTER_OTLP_ENDPOINT).
`;

export const DOCTOR_HELP = `sonde doctor: say in plain words what is wrong with a set-up

Usage
  sonde doctor [options]

Looks at the Node version, the settings in the environment, the ports, the OTLP endpoint (it sends
one test record), the disk spool, and the packages of the application in this folder.
Ends with 0 if nothing is wrong, else with 1.

Options
  --endpoint URL   the OTLP endpoint (OTEL_EXPORTER_OTLP_ENDPOINT, or http://localhost:4318)
  --no-send        send no test record
  -h, --help       this text
`;
