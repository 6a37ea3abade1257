// slow: changes documents at thousands of places
import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readText } from '../../../flows/document/read-text.ts';
import { filesIn, loadYaml, ours, standard } from '../../setup/flow-documents.ts';

/**
 * The standard's own JSON Schema against our reader: documents are changed at each of their places in several ways, and
 * whatever the schema refuses, the reader must refuse.
 */

/** Where the reader takes more than the schema does, each with its reason. */
const exceptions: readonly { readonly place: RegExp; readonly change: string }[] = [
  // The text of the standard gives scripts their arguments by name, its schema only takes a list.
  { place: /\/run\/script\/arguments$/, change: 'object' },
];

const formats = {
  uri: true,
  'uri-template': true,
  'json-pointer': /^(?:\/.*)?$/s,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d/,
} as const;
const ajv = new Ajv2020({ strict: false, formats });
const schemaTakes = ajv.compile(loadYaml(`${standard}/schema/workflow.yaml`) as object);
const readerTakes = (document: unknown): boolean => readText(JSON.stringify(document)).problems.length === 0;

type Holder = Record<string | number, unknown>;

const changes: Readonly<Record<string, (holder: Holder, key: string | number) => void>> = {
  gone: (holder, key) => {
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
  },
  nothing: (holder, key) => (holder[key] = null),
  number: (holder, key) => (holder[key] = 5),
  text: (holder, key) => (holder[key] = 'text'),
  blank: (holder, key) => (holder[key] = ''),
  truth: (holder, key) => (holder[key] = true),
  list: (holder, key) => (holder[key] = []),
  object: (holder, key) => (holder[key] = {}),
  more: (holder, key) => {
    const value = holder[key];
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) (value as Holder)['zzz'] = 1;
  },
  renamed: (holder, key) => {
    if (Array.isArray(holder)) return;
    holder[`${key}X`] = holder[key];
    delete holder[key];
  },
};

const placesIn = (value: unknown, path: (string | number)[] = []): (string | number)[][] =>
  typeof value !== 'object' || value === null
    ? [path]
    : [path, ...Object.entries(value).flatMap(([key, one]) => placesIn(one, [...path, key]))];

const changed = (document: object, path: readonly (string | number)[], change: string): object => {
  const copy = structuredClone(document);
  let holder = copy as Holder;
  for (const step of path.slice(0, -1)) holder = holder[step] as Holder;
  changes[change]?.(holder, path.at(-1) ?? '');
  return copy;
};

/** Changes that the schema refuses and the reader takes, and how many the schema refused in all. */
const compare = (document: object, under: string): { refused: number; taken: string[] } => {
  const taken: string[] = [];
  let refused = 0;
  for (const path of placesIn(document).slice(1)) {
    const place = `/${path.join('/')}`;
    if (!place.startsWith(under)) continue;
    for (const change of Object.keys(changes)) {
      const copy = changed(document, path, change);
      if (schemaTakes(copy)) continue;
      refused += 1;
      const excused = exceptions.some((one) => one.change === change && one.place.test(place));
      if (!excused && readerTakes(copy)) taken.push(`${place} ${change}`);
    }
  }
  return { refused, taken };
};

test('the schema takes what the reader takes', () => {
  for (const [folder, file] of [
    ...filesIn(`${standard}/examples`, '.yaml').map((name) => [`${standard}/examples`, name] as const),
    ...filesIn(ours, '.yaml').map((name) => [ours, name] as const),
  ]) {
    expect({ file, takes: schemaTakes(loadYaml(`${folder}/${file}`)) }).toEqual({ file, takes: true });
  }
});

test('examples of the standard, changed at each place', () => {
  let all = 0;
  for (const file of filesIn(`${standard}/examples`, '.yaml')) {
    const { refused, taken } = compare(loadYaml(`${standard}/examples/${file}`) as object, '/');
    expect({ file, taken }).toEqual({ file, taken: [] });
    all += refused;
  }
  expect(all).toBeGreaterThan(7_000);
});

test('each feature of the language, changed at each place', () => {
  const { do: tasks, ...rest } = loadYaml(`${ours}/every-feature.yaml`) as { do: object[] };
  expect(compare({ ...rest, do: [] }, '/').taken).toEqual([]);
  let all = 0;
  // Task by task, without what would go around each: small documents are read a thousand times a second.
  const { document, use } = rest as Record<string, object>;
  const used = { ...use, extensions: [] };
  for (const task of tasks) {
    const { refused, taken } = compare({ document, use: used, do: [task] }, '/do');
    expect({ task: Object.keys(task), taken }).toEqual({ task: Object.keys(task), taken: [] });
    all += refused;
  }
  expect(all).toBeGreaterThan(3_000);
});
