// @ts-nocheck -- a program that goes wrong on purpose
/* oxlint-disable */
import { conduct, Library, lowest, Tuner, transpose } from './library.mjs';
import { book, chorus, Diary, invite, notNull, oops, parseDay, price } from './schedule.mjs';

const library = () => Library.from([{ title: 'Gloria', pages: 12 }]);

function plan(evening) {
  const hall = notNull(evening.hall, 'the hall');
  return { hall, conductor: notNull(evening.conductor, 'the conductor') };
}

export const choir = [
  ['no-score', (n) => library().lend(`Opus ${n}`, 'Ada')],
  [
    'no-score#late',
    async (n) => {
      await new Promise((resolve) => setTimeout(resolve, 2));
      return library().lend(`Suite ${n}`, 'Max');
    },
  ],
  [
    'lent',
    () => {
      const shelf = library();
      shelf.lend('Gloria', 'Ada');
      shelf.lend('Gloria', 'Max');
    },
  ],
  ['newest', () => library().newest],
  ['length', (n) => library().lengthOf('Requiem ' + n)],
  ['copy', (n) => library().copy('Gloria ' + n)],
  ['transpose', (n) => transpose(['c4', 'h' + n], 2)],
  ['lowest', (n) => lowest(['d3', 'x' + n])],
  ['conduct', () => conduct(3, [{ sing() {} }])],
  ['conduct-silent', () => conduct(2, [{ hum() {} }, {}])],
  ['tuner', (n) => new Tuner().all([440, 500 + n])],
  ['hall', (n) => plan({ conductor: n })],
  ['conductor', (n) => plan({ hall: n })],
  ['oops', (n) => oops(`the tenor lost page ${n}`)],
  ['day', () => parseDay('no day')],
  ['currency', (n) => price(n, 'gold')],
  ['no-hall', () => book({ guests: 2 })],
  ['stand', (n) => book({ hall: { seats: 1 }, guests: n + 1 })],
  ['chorus', (n) => chorus(n)],
  [
    'invite',
    (n) =>
      invite([
        { name: 'Eve', says: 'no' },
        { name: 'Bo', says: 'perhaps ' + n },
      ]),
  ],
  ['diary-loop', () => new Diary().add({ when: 1 }).save()],
  ['diary-big', (n) => Diary.restore(`{"entries": [{"when": ${n}.5}]}`)],
  ['diary-torn', (n) => Diary.restore(`{"entries": [${n}`)],
  [
    'said',
    (n) => {
      throw `nobody sang at ${n} o'clock`;
    },
  ],
];
