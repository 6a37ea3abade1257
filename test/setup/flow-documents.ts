import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readText } from '../../flows/document/read-text.ts';
import type { FlowDocument, Task } from '../../flows/document/model.ts';
import { openYaml } from '../../platform/yaml.ts';
import { textOf } from './sources.ts';

/** The documents of the standard, and those of ours. */
export const standard = 'test/fixtures/serverless-workflow';
export const ours = 'test/fixtures/flows';

/** Tests of flows stand beside them: `.yaml` leaves out `.test.yaml`. */
export const filesIn = (folder: string, ending: string): string[] =>
  readdirSync(join(import.meta.dirname, '..', '..', folder)).filter(
    (name) => name.endsWith(ending) && !name.endsWith(`.test${ending}`),
  );

/** The definitions in a feature of the conformance kit. */
export const definitionsIn = (feature: string): string[] =>
  [...feature.matchAll(/definition:\r?\n\s*"""yaml\r?\n([\s\S]*?)"""/g)].map(([, text = '']) => text);

/** YAML as plain data. */
const plainYaml = (text: string): unknown => {
  const yaml = openYaml(text, 100);
  const documents = 'reason' in yaml ? yaml : yaml.construct({ repeated: 'refuse', maxMergedKeys: 0 });
  if ('reason' in documents) throw new Error(documents.reason);
  return documents[0];
};

export const loadYaml = (path: string): unknown => plainYaml(textOf(path));

const head = `document: { dsl: '1.0.3', namespace: test, name: flow, version: 1.0.0 }\n`;

/** A text with a head, which takes line 1: what is given begins at line 2. */
export const flowText = (rest: string): string => head + rest;

/** The problems of a text with a head, one a line: `line:column path message`. */
export const problemsIn = (rest: string): string[] =>
  readText(flowText(rest)).problems.map(
    ({ line, column, path, message }) => `${line}:${column} ${path} ${message}`,
  );

/** A text with a head that nothing is wrong with. */
export const soundFlow = (rest: string): FlowDocument => {
  const { document, problems } = readText(flowText(rest));
  if (document === null) throw new Error(JSON.stringify(problems));
  return document;
};

/** The first task of a flow that nothing is wrong with. */
export const soundTask = (rest: string): Task => {
  const [task] = soundFlow(rest).tasks;
  if (task === undefined) throw new Error('There is no task.');
  return task;
};
