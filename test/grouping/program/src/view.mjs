// @ts-nocheck -- a program that goes wrong on purpose
/* oxlint-disable */
import { greet } from './users.mjs';

export function render(model) {
  const parts = { title: renderTitle, body: renderBody, footer: renderFooter };
  return Object.values(parts)
    .map((part) => part(model))
    .join('');
}

const renderTitle = ({ title }) => `<h1>${title.text}</h1>`;

function renderBody(model) {
  if (model.widgets === undefined) return '';
  return model.widgets.map((widget) => widget.render()).join('');
}

function renderFooter({ footer }) {
  const { year } = footer;
  return `<footer>${year}</footer>`;
}

/** The fault of `greet`, reached by another way. */
export function renderWelcome(user) {
  return `<p>${greet(user)}</p>`;
}

export function onClick(event) {
  const handlers = { save: (e) => e.detail.form.submit() };
  handlers[event.action](event);
}

export function later(name) {
  return new Promise((_, reject) => {
    setTimeout(function fire() {
      reject(new Error(`widget ${name} took too long`));
    }, 1);
  });
}
