import CircuitBreaker from 'opossum';

const CALL_TIMEOUT_MS = 4_000;
const BREAKER = {
  timeout: false,
  errorThresholdPercentage: 50,
  volumeThreshold: 4,
  rollingCountTimeout: 20_000,
  resetTimeout: 5_000,
};

class ServiceError extends Error {
  name = 'ServiceError';
  statusCode = 502;
}

/**
 * Gives a function that calls one service and resolves to its JSON. After too many failures the
 * breaker opens and calls fail at once, until a trial call succeeds.
 */
export function createServiceClient(service, baseUrl, log) {
  async function call(path, { method = 'GET', body, requestId }) {
    const response = await fetch(new URL(path, baseUrl), {
      method,
      headers: {
        'x-request-id': requestId,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    }).catch((cause) => {
      throw new ServiceError(`${service} could not be reached`, { cause });
    });
    if (!response.ok) throw new ServiceError(`${service} answered ${response.status}`);
    const text = await response.text();
    return text ? JSON.parse(text) : undefined;
  }

  const breaker = new CircuitBreaker(call, { name: service, ...BREAKER });
  breaker.on('open', () => log.warn({ breaker: service }, 'breaker opened'));
  breaker.on('halfOpen', () => log.info({ breaker: service }, 'breaker tries again'));
  breaker.on('close', () => log.info({ breaker: service }, 'breaker closed'));
  return (path, options) => breaker.fire(path, options);
}
