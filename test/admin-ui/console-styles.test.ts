import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '../..');
const source = join(root, 'admin-ui/src');
const styleOf = (name: string): string => `@mantine/core/styles/${name}.layer.css`;

/** What a component is made of, where its name does not say it. */
const madeOf: Readonly<Record<string, readonly string[]>> = {
  TagsInput: ['PillsInput', 'Pill', 'Combobox', 'Input'],
  MultiSelect: ['PillsInput', 'Pill', 'Combobox', 'Input'],
  Select: ['Combobox', 'Input', 'ScrollArea'],
  Autocomplete: ['Combobox', 'Input', 'ScrollArea'],
  TextInput: ['Input'],
  Textarea: ['Input'],
  NativeSelect: ['Input'],
};
/** Styles of buttons in it that the console never shows. */
const needless = new Set(['NumberInput']);

test('each component that the console shows brings its style', () => {
  const layers = readFileSync(join(source, 'look/layers.css'), 'utf8');
  const used = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.tsx'))
    .flatMap((file) => [
      ...readFileSync(join(source, file), 'utf8').matchAll(/import \{([^}]*)\} from '@mantine\/core'/g),
    ])
    .flatMap(([, names = '']) => names.split(',').map((name) => name.trim()))
    .filter((name) => /^[A-Z]/.test(name));
  const styled = [...new Set(used.flatMap((name) => [name, ...(madeOf[name] ?? [])]))].filter((name) =>
    existsSync(join(root, 'node_modules', styleOf(name))),
  );
  expect(styled.length).toBeGreaterThan(20);
  expect(styled.filter((name) => !needless.has(name) && !layers.includes(styleOf(name)))).toEqual([]);
});
