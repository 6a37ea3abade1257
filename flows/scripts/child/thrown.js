// @ts-check

const most = 4_000;

/** What isolated-vm and V8 say of things that a script does, and what it means to whoever wrote the script. */
const inOurWords = /** @type {const} */ ([
  ['An object was thrown from supplied code', 'Uncaught: the script threw an object that is no Error.'],
  ['Not supported', 'Error: A script cannot import while it runs: import() is not offered.'],
]);

/**
 * What stderr says of what a script threw: its name, its message and places in the script. The stack itself is not passed
 * on, since behind the border of the isolate it goes on with files of the hub; only numbers are taken from it.
 * @param {unknown} thrown
 */
export const tellThrown = (thrown) => {
  if (!(thrown instanceof Error)) {
    return `${cut(`Uncaught ${typeof thrown === 'string' ? `'${thrown}'` : String(thrown)}`)}\n`;
  }
  const [said = ''] = String(thrown.stack ?? '').split('(<isolated-vm boundary>)');
  // A stack begins with its message, in which a script may write what looks like a place.
  const stack = said.includes(thrown.message)
    ? said.slice(said.indexOf(thrown.message) + thrown.message.length)
    : said;
  const places = [...stack.slice(0, 20_000).matchAll(/\bscript:(\d{1,9}):(\d{1,9})/g)].slice(0, 10);
  const [, message = thrown.message, line, column] =
    /^([^]*) \[script:(\d{1,9}):(\d{1,9})\]$/.exec(thrown.message.slice(0, most)) ?? [];
  const lines = line === undefined ? places.map(([, at, on]) => `${at}:${on}`) : [`${line}:${column}`];
  const plain =
    inOurWords.find(([theirs]) => message.startsWith(theirs))?.[1] ?? `${thrown.name}: ${message}`;
  return [cut(plain), ...lines.map((at) => `    at script:${at}`), ''].join('\n');
};

/** @param {string} text */
const cut = (text) => (text.length > most ? `${text.slice(0, most)}…` : text);
