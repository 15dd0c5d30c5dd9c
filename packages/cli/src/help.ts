const text = `sonde: see what your Node services and pages do

  sonde up                  start the viewer: receives OpenTelemetry, shows a page
      --data DIR            where it keeps what it received   (~/.local/share/sonde/viewer)
      --otlp-port N         OTLP over HTTP                    (4318)
      --grpc-port N         OTLP over gRPC                    (4317)
      --page-port N         the page                          (4319)
      --max-size MIB        oldest goes first beyond it       (1024)
      --max-age HOURS       oldest goes first beyond it       (24)
      --forward-to URL      also send all of it on, to another OTLP endpoint

  sonde doctor [FILE]       say what is wrong with the set-up in this folder
                            with FILE: start it for a moment and look inside

  sonde profile SERVICE     take a CPU profile of a running process, and say what took the time
      --cpu 10s             for how long                      (10s)
      --heap 10s            allocations that stay, instead
      --snapshot            the whole heap with its values; the process must allow it
      --since FILE          with --snapshot: what has grown since that one
      --pid N               where a service has several processes
      --format F            cpuprofile, speedscope or pprof   (cpuprofile)
      --out FILE            where to                          (a private folder)
      --ship                show it in the viewer too: functions and times, or constructors and sizes, no values

  sonde redact --check FILE say what would be redacted in a file of log lines, by rule and path
                            - reads standard input; ends with 1 if something would be
      --paths A,B           more paths, such as user.name or **.street
      --keys A,B            more names of keys, * for any letters
      --email, --phone      e-mail addresses, telephone numbers
      --json                as one line of JSON

  sonde sourcemaps upload|check DIR --to FOLDER
                            move the maps of a build into the intake's private folder, with debug
                            ids; or check, before it is published, that none is left

Add Sonde to a service:     node --import @sonde/node/register app.js
`;

export function help(): void {
  process.stdout.write(text);
}
