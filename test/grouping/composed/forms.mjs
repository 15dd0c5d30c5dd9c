/** Forms of a function that fails: its source, and how it is called. `failing` uses `input` and `total`. */
const body = (failing, indent = '') =>
  `${indent}  let total = input.n;\n${indent}  for (const part of input.parts) total += part.length;\n${failing}\n${indent}  return total;`;
const capital = (name) => name.charAt(0).toUpperCase() + name.slice(1);
const plainCall = (name) => (input) => `${name}(${input})`;

export const isAsync = (form) => /^(?:async|promise)/.test(form);

export const FORMS = {
  function: (name, failing) => ({
    code: `export function ${name}(input) {\n${body(failing)}\n}`,
    call: plainCall(name),
  }),
  async: (name, failing) => ({
    code: `export async function ${name}(input) {\n  await null;\n${body(failing)}\n}`,
    call: plainCall(name),
  }),
  arrow: (name, failing) => ({
    code: `export const ${name} = (input) => {\n${body(failing)}\n};`,
    call: plainCall(name),
  }),
  method(name, failing, site, free) {
    const owner = free(`${capital(site.words[0])}Store`);
    return {
      code: `export class ${owner} {\n  constructor(scale) {\n    this.scale = scale;\n  }\n  ${name}(input) {\n${body(failing, '  ')}\n  }\n}`,
      call: (input) => `new ${owner}(2).${name}(${input})`,
    };
  },
  private(name, failing, site, free) {
    const owner = free(`${capital(site.words[0])}Desk`);
    return {
      code: `export class ${owner} {\n  #${name}(input) {\n${body(failing, '  ')}\n  }\n  open(input) {\n    const made = this.#${name}(input);\n    return made + 1;\n  }\n}`,
      call: (input) => `new ${owner}().open(${input})`,
    };
  },
  static(name, failing, site, free) {
    const owner = free(`${capital(site.words[0])}Kind`);
    return {
      code: `export class ${owner} {\n  static ${name}(input) {\n${body(failing, '  ')}\n  }\n}`,
      call: (input) => `${owner}.${name}(${input})`,
    };
  },
  getter(name, failing, site, free) {
    const owner = free(`${capital(site.words[0])}View`);
    return {
      code: `export class ${owner} {\n  constructor(input) {\n    this.input = input;\n  }\n  get ${name}() {\n    const { input } = this;\n${body(failing, '  ')}\n  }\n}`,
      call: (input) => `new ${owner}(${input}).${name}`,
    };
  },
  literal(name, failing, site, free) {
    const owner = free(`${site.words[0]}Api`);
    return {
      code: `export const ${owner} = {\n  version: 1,\n  ${name}(input) {\n${body(failing, '  ')}\n  },\n};`,
      call: (input) => `${owner}.${name}(${input})`,
    };
  },
  factory(name, failing, _, free) {
    const maker = free(`make${capital(name)}`);
    return {
      code: `export function ${maker}(scale) {\n  return function ${name}(input) {\n${body(failing, '  ')}\n  };\n}`,
      call: (input) => `${maker}(2)(${input})`,
    };
  },
  closure: (name, failing) => ({
    code: `export function ${name}(scale) {\n  return (input) => {\n${body(failing, '  ')}\n  };\n}`,
    call: (input) => `${name}(2)(${input})`,
  }),
  callback: (name, failing) => ({
    code: `export function ${name}(input) {\n  const sizes = input.parts.map((part) => {\n    let total = part.length;\n${failing}\n    return total;\n  });\n  return sizes.length;\n}`,
    call: plainCall(name),
  }),
  sorter: (name, failing) => ({
    code: `export function ${name}(input) {\n  return input.parts.slice().sort((a, b) => {\n    let total = a.length + b.length;\n${failing}\n    return total;\n  });\n}`,
    call: plainCall(name),
  }),
  promise: (name, failing) => ({
    code: `export function ${name}(input) {\n  return Promise.resolve(input.n).then((n) => {\n    let total = n;\n${failing}\n    return total;\n  });\n}`,
    call: plainCall(name),
  }),
  generator: (name, failing) => ({
    code: `export function* ${name}(input) {\n  let total = input.n;\n  yield total;\n${failing}\n  yield total + 1;\n}`,
    call: (input) => `[...${name}(${input})]`,
  }),
  constructor(name, failing, _, free) {
    const owner = free(capital(name));
    return {
      code: `export class ${owner} {\n  constructor(input) {\n    let total = input.n;\n${failing}\n    this.total = total;\n  }\n}`,
      call: (input) => `new ${owner}(${input})`,
    };
  },
  inner: (name, failing, site) => ({
    code: `export function ${name}(input) {\n  const ${site.words[1]}Part = () => {\n${body(failing, '  ')}\n  };\n  const made = ${site.words[1]}Part();\n  return made + 1;\n}`,
    call: plainCall(name),
  }),
  handler: (name, failing) => ({
    code: `export function ${name}(given) {\n  const bus = createBus();\n  bus.on('change', (input) => {\n${body(failing, '  ')}\n  });\n  return bus.emit('change', given);\n}`,
    call: plainCall(name),
  }),
  reducer: (name, failing) => ({
    code: `export const ${name} = (input) =>\n  input.parts.reduce((total, part) => {\n    if (part === '') return total;\n${failing}\n    return total + part.length;\n  }, 0);`,
    call: plainCall(name),
  }),
  asyncMapper: (name, failing) => ({
    code: `export async function ${name}(input) {\n  const sizes = await Promise.all(\n    input.parts.map(async (part) => {\n      let total = await part.length;\n${failing}\n      return total;\n    }),\n  );\n  return sizes;\n}`,
    call: plainCall(name),
  }),
  asyncGenerator: (name, failing) => ({
    code: `export async function* ${name}(input) {\n  let total = input.n;\n  yield total;\n  await null;\n${failing}\n  yield total + 1;\n}`,
    call: (input) =>
      `(async () => { const got = []; for await (const one of ${name}(${input})) got.push(one); return got; })()`,
  }),
  memo: (name, failing) => ({
    code: `const memo = (make) => (input) => {\n  const made = make(input);\n  return made;\n};\nexport const ${name} = memo(function ${name}(input) {\n${body(failing)}\n});`.replaceAll(
      'memo',
      `memo${capital(name)}`,
    ),
    call: plainCall(name),
  }),
  field(name, failing, site, free) {
    const owner = free(`${capital(site.words[0])}Panel`);
    return {
      code: `export class ${owner} {\n  ${name} = (input) => {\n${body(failing, '  ')}\n  };\n}`,
      call: (input) => `new ${owner}().${name}(${input})`,
    };
  },
};
