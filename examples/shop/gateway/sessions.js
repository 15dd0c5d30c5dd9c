import { randomBytes, randomUUID } from 'node:crypto';

const MAX_SESSIONS = 1_000;

/** Signed-in visitors. Any password will do; the oldest visitor is forgotten when there are many. */
export function createSessions() {
  const users = new Map();

  return {
    signIn(email) {
      const token = randomBytes(24).toString('base64url');
      if (users.size >= MAX_SESSIONS) users.delete(users.keys().next().value);
      users.set(token, { id: randomUUID(), email });
      return { token, cookie: randomBytes(24).toString('base64url') };
    },
    userOf(request) {
      return users.get(request.headers.authorization?.replace(/^Bearer /, ''));
    },
  };
}
