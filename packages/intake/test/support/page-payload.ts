type Attributes = Record<string, string | number | boolean>;

function list(attributes: Attributes): object[] {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value:
      typeof value === 'string'
        ? { stringValue: value }
        : typeof value === 'boolean'
          ? { boolValue: value }
          : { doubleValue: value },
  }));
}

export interface PagePayload {
  log?: Attributes;
  record?: object;
  span?: Attributes;
  spanFields?: object;
  resource?: Attributes;
  sentAt?: number;
  id?: string;
}

/** What a beacon posts: one record, one span, or both. */
export function pagePayload({
  log,
  record,
  span,
  spanFields,
  resource,
  sentAt,
  id,
}: PagePayload): string {
  const own = { attributes: list({ 'service.name': 'page', ...resource }) };
  const nano = `${Date.now()}000000`;
  return JSON.stringify({
    sentAt,
    id,
    ...(log && {
      resourceLogs: [
        {
          resource: own,
          scopeLogs: [
            {
              logRecords: [
                { timeUnixNano: nano, severityNumber: 9, attributes: list(log), ...record },
              ],
            },
          ],
        },
      ],
    }),
    ...(span && {
      resourceSpans: [
        {
          resource: own,
          scopeSpans: [
            {
              spans: [
                {
                  traceId: 'a'.repeat(32),
                  spanId: 'b'.repeat(16),
                  name: 'GET',
                  kind: 3,
                  startTimeUnixNano: nano,
                  endTimeUnixNano: nano,
                  attributes: list(span),
                  ...spanFields,
                },
              ],
            },
          ],
        },
      ],
    }),
  });
}
