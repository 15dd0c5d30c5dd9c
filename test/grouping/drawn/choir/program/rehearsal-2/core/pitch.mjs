// @ts-nocheck -- a dependency of a program that goes wrong on purpose
/* oxlint-disable */
function complain(note) {
  throw new TypeError('"' + note + '" is not a pitch');
}

export function pitch(note) {
  const [, letter, , octave] = /^([a-g])(#|b)?(\d)$/.exec(note) ?? complain(note);
  return letter.charCodeAt(0) * 12 + Number(octave);
}
