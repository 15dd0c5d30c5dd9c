/** Raised whenever a table changes: a file of another number is set aside, not migrated. */
export const SCHEMA_VERSION = 3;

/**
 * Times are microseconds since the epoch (`received`: seconds), durations nanoseconds: both fit a
 * double exactly. Small rows that lists read stand apart from the large JSON that only a detail
 * needs. `logs_time` is both the window's index and the guard against repeats.
 */
export const SCHEMA = `
CREATE TABLE resources (
  id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, service TEXT NOT NULL, instance TEXT NOT NULL,
  json TEXT NOT NULL, seen INTEGER NOT NULL
) STRICT;

CREATE TABLE services (
  name TEXT PRIMARY KEY, kind TEXT NOT NULL, version TEXT, seen INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE traces (
  id INTEGER PRIMARY KEY, trace_id TEXT NOT NULL UNIQUE, received INTEGER NOT NULL,
  start INTEGER NOT NULL, end INTEGER NOT NULL,
  name TEXT NOT NULL, service TEXT NOT NULL, root INTEGER NOT NULL, root_start INTEGER NOT NULL,
  status INTEGER, spans INTEGER NOT NULL, errors INTEGER NOT NULL, logs INTEGER NOT NULL,
  services TEXT NOT NULL, routes TEXT NOT NULL
) STRICT;
CREATE INDEX traces_start ON traces (start) WHERE spans > 0;
CREATE INDEX traces_received ON traces (received);

CREATE TABLE spans (
  trace INTEGER NOT NULL, span_id TEXT NOT NULL, parent_id TEXT, resource INTEGER NOT NULL,
  name TEXT NOT NULL, kind INTEGER NOT NULL, start INTEGER NOT NULL, duration INTEGER NOT NULL,
  error INTEGER NOT NULL, exceptions INTEGER NOT NULL, summary TEXT, detail INTEGER NOT NULL,
  PRIMARY KEY (trace, span_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE span_details (id INTEGER PRIMARY KEY, trace INTEGER NOT NULL, json TEXT NOT NULL) STRICT;
CREATE VIRTUAL TABLE spans_text USING fts5(text, content='', contentless_delete=1);

CREATE TABLE logs (
  id INTEGER PRIMARY KEY, time INTEGER NOT NULL, hash INTEGER NOT NULL, severity INTEGER NOT NULL,
  resource INTEGER NOT NULL, service TEXT NOT NULL, trace INTEGER, span_id TEXT, issue INTEGER,
  received INTEGER NOT NULL, body TEXT NOT NULL, attributes TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX logs_time ON logs (time, hash, severity);
CREATE INDEX logs_service ON logs (service, time);
CREATE INDEX logs_severe ON logs (time) WHERE severity >= 13;
CREATE INDEX logs_trace ON logs (trace, span_id, time) WHERE trace IS NOT NULL;
CREATE VIRTUAL TABLE logs_text USING fts5(body, attributes, content='', contentless_delete=1);

CREATE TABLE series (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, labels TEXT NOT NULL, UNIQUE (kind, labels)
) STRICT;
CREATE TABLE rollups (
  step INTEGER NOT NULL, bucket INTEGER NOT NULL, series INTEGER NOT NULL, slot INTEGER NOT NULL,
  n INTEGER NOT NULL, errors INTEGER NOT NULL, PRIMARY KEY (step, bucket, series, slot)
) STRICT, WITHOUT ROWID;
CREATE TABLE slowest (
  series INTEGER NOT NULL, bucket INTEGER NOT NULL, duration INTEGER NOT NULL,
  trace_id TEXT NOT NULL, PRIMARY KEY (series, bucket)
) STRICT, WITHOUT ROWID;

CREATE TABLE issues (
  id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE, type TEXT NOT NULL,
  message TEXT NOT NULL, service TEXT NOT NULL, source TEXT NOT NULL, handled INTEGER NOT NULL,
  because TEXT NOT NULL, culprit TEXT, count INTEGER NOT NULL, users INTEGER NOT NULL,
  sessions INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
  received INTEGER NOT NULL, received_first INTEGER NOT NULL,
  first_release TEXT, last_release TEXT,
  decision TEXT, decided_at INTEGER, decided_release TEXT, muted_until INTEGER
) STRICT;
CREATE INDEX issues_last ON issues (last);
CREATE TABLE issue_wholes (
  whole TEXT PRIMARY KEY, issue INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX issue_wholes_issue ON issue_wholes (issue);
CREATE TABLE issue_events (
  id INTEGER PRIMARY KEY, issue INTEGER NOT NULL, time INTEGER NOT NULL, count INTEGER NOT NULL,
  twin INTEGER, log INTEGER, trace_id TEXT, span_id TEXT, chain TEXT NOT NULL,
  attributes TEXT NOT NULL
) STRICT;
CREATE INDEX issue_events_issue ON issue_events (issue, time);
CREATE INDEX issue_events_twin ON issue_events (twin) WHERE twin IS NOT NULL;
CREATE INDEX issue_events_trace ON issue_events (trace_id) WHERE trace_id IS NOT NULL;
CREATE TABLE issue_tallies (
  issue INTEGER NOT NULL, kind TEXT NOT NULL, label TEXT NOT NULL, n INTEGER NOT NULL,
  PRIMARY KEY (issue, kind, label)
) STRICT, WITHOUT ROWID;
CREATE TABLE page_sessions (
  series INTEGER NOT NULL, session TEXT NOT NULL, seen INTEGER NOT NULL,
  PRIMARY KEY (series, session)
) STRICT, WITHOUT ROWID;

CREATE TABLE runtime (
  resource INTEGER NOT NULL, time INTEGER NOT NULL, lag_p50 REAL, lag_p99 REAL, lag_max REAL,
  utilisation REAL, gc REAL, heap_used REAL, heap_total REAL, rss REAL,
  PRIMARY KEY (resource, time)
) STRICT, WITHOUT ROWID;
CREATE INDEX runtime_time ON runtime (time);
CREATE TABLE runtime_latest (
  resource INTEGER PRIMARY KEY, time INTEGER NOT NULL, json TEXT NOT NULL
) STRICT;
CREATE TABLE blocks (
  resource INTEGER NOT NULL, time INTEGER NOT NULL, duration REAL NOT NULL,
  trace_id TEXT, function TEXT, PRIMARY KEY (resource, time)
) STRICT, WITHOUT ROWID;
CREATE INDEX blocks_time ON blocks (time);
`;
