// @ts-nocheck -- a program that goes wrong on purpose
/* oxlint-disable */
export class User {
  #secret;

  constructor(given) {
    this.name = given.name;
    this.joined = new Date(given.joined);
    this.#secret = given.secret;
  }

  /** Has the name of a method elsewhere, and the same message. */
  firstLabel() {
    return this.labels[0].label.trim();
  }

  joinedOn() {
    return this.joined.toISOString();
  }

  static secretOf(user) {
    return user.#secret;
  }
}

/** Has the name of a function elsewhere. */
export async function load(id) {
  await null;
  const users = new Map([[1, { name: 'a', joined: 0 }]]);
  if (!users.has(id)) throw new Error(`no user ${id}`);
  return new User(users.get(id));
}

export function rename(user, name) {
  const frozen = Object.freeze({ ...user });
  frozen.name = name;
  return frozen;
}

export const greet = (user) => `Hello ${user.profile.nick}`;

export function greetAll(users) {
  return users.map((user) => greet(user));
}

/** Two faults of the engine's own in one function. */
export function labelOf(contact) {
  const { city } = contact.address;
  const parts = [contact.name, city];
  parts.push(contact.phone.number);
  return parts.join(', ');
}
