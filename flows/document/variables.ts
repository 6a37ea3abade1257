import { complain, type Reader } from './reading.ts';
import { text } from './values.ts';

/** What expressions find under these names already. */
const taken = new Set([
  ...['context', 'input', 'output', 'secrets', 'task', 'workflow', 'runtime', 'authorization'],
  ...['ENV', '__loc__', '__prog_args', '__prog_name'],
]);

/** The name of a variable of jq, without the `$`. */
export const variable: Reader<string> = (spot, reading) => {
  const name = text(spot, reading);
  if (typeof spot.value !== 'string') return name;
  if (taken.has(name)) {
    complain(spot, reading, `"$${name}" is something else already. Give the variable another name.`);
  } else if (!/^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(name)) {
    const bare = name.replace(/^\$/, '');
    const dollar = bare !== name && /^[A-Za-z_]\w*$/.test(bare) ? `Leave out the "$": "${bare}".` : '';
    const rule =
      'It begins with a letter or "_", and goes on with letters, digits and "_", 64 of them at most.';
    complain(spot, reading, `"${name.slice(0, 60)}" cannot be the name of a variable. ${dollar || rule}`);
  }
  return name;
};
