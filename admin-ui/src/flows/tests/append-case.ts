import { readYaml, writeYaml } from '../../yaml/yaml.ts';

type Case = Readonly<Record<string, unknown>>;

/** The tests with one more at their end; null where they cannot be read. What stands there is left as it was written. */
export const appendCase = (text: string, added: Case): string | null => {
  const block = writeYaml([added]);
  if (text.trim() === '') return block;
  const before = listIn(text);
  if (before === null) return null;
  const joined = `${text.trimEnd()}\n\n${block}`;
  // A list in brackets, or an indented one, takes no lines at its end.
  return listIn(joined)?.length === before.length + 1 ? joined : writeYaml([...before, added]);
};

const listIn = (text: string): readonly unknown[] | null => {
  const read = readYaml(text);
  return 'value' in read && Array.isArray(read.value) ? (read.value as readonly unknown[]) : null;
};

/** Names of the tests that a text holds, as far as it can be read. */
export const namesIn = (text: string): readonly string[] =>
  (listIn(text) ?? []).flatMap((one) => {
    const name = typeof one === 'object' && one !== null ? (one as Case)['name'] : undefined;
    return typeof name === 'string' ? [name] : [];
  });
