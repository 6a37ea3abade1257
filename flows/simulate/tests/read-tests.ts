import type { z } from 'zod';
import { escapeStep } from '../../../core/json-pointer.ts';
import { openYaml } from '../../../platform/yaml.ts';
import { flowLimits } from '../../document/limits.ts';
import { openPlaces, type Places } from '../../document/places.ts';
import { openReport, type FlowProblem } from '../../document/report.ts';
import { plainTree } from '../../document/tree.ts';
import { caseSchema, mostCases, type TestCase } from './test-shape.ts';

export interface TestsReading {
  /** Those that can be run; none when the text is no list of cases. */
  readonly cases: readonly { readonly path: string; readonly test: TestCase }[];
  readonly problems: readonly FlowProblem[];
  readonly places: Places;
}

/** YAML or JSON, to the cases in it. Never throws. */
export const readTests = (text: string): TestsReading => {
  const nowhere = (message: string, at = { line: 1, column: 1 }): TestsReading => ({
    cases: [],
    problems: [{ path: '', message, ...at }],
    places: openPlaces(text, null, new Map()),
  });
  if (text.length > flowLimits.letters) return nowhere('The text is too large: 1 MB is the most.');
  const yaml = openYaml(text, flowLimits.depth);
  if ('reason' in yaml) return nowhere(`This is no YAML: ${yaml.reason}.`, yaml);
  const [root = null, ...others] = yaml.nodes();
  if (root === null) return nowhere('The text is empty. Begin with "- name: " and what the case is about.');
  if (others.length > 0) return nowhere('The text holds more than one document.');
  const report = openReport();
  const { value, aliases } = plainTree(root, report);
  const places = openPlaces(text, root, aliases);
  const cases = casesIn(value, report.add);
  return { cases, places, problems: report.problems(places) };
};

type Add = ReturnType<typeof openReport>['add'];

const casesIn = (value: unknown, add: Add): TestsReading['cases'][number][] => {
  if (!Array.isArray(value) || value.length === 0) {
    add({ path: '', message: 'Tests are a list of cases: begin each with "- name: ".' });
    return [];
  }
  if (value.length > mostCases)
    add({ path: `/${mostCases}`, message: `These are ${value.length} cases; ${mostCases} are the most.` });
  const names = new Set<string>();
  return value.slice(0, mostCases).flatMap((one: unknown, at) => {
    const path = `/${at}`;
    const parsed = caseSchema.safeParse(one);
    if (!parsed.success) {
      for (const issue of parsed.error.issues) tell(path, issue, { value: one, add });
      return [];
    }
    const { data: test } = parsed;
    if (names.has(test.name)) add({ path: `${path}/name`, message: 'Another case has this name.' });
    if (test.event !== undefined && Object.hasOwn(test, 'input'))
      add({ path: `${path}/input`, message: 'A run begins with an input or by an event, not by both.' });
    names.add(test.name);
    return [{ path, test }];
  });
};

const tell = (path: string, issue: z.core.$ZodIssue, { value, add }: Told): void => {
  const at = path + pointerTo(value, issue.path);
  if (issue.code !== 'unrecognized_keys') return add({ path: at, message: sentence(issue.message) });
  for (const key of issue.keys)
    add({ path: `${at}/${escapeStep(key)}`, part: 'key', message: `Unknown property "${key}".` });
};

interface Told {
  /** The case as it was written. */
  readonly value: unknown;
  readonly add: Add;
}

/** The schema sees lists where one thing may stand by itself: the text has no step for those. */
const pointerTo = (value: unknown, steps: readonly PropertyKey[]): string => {
  let at = value;
  let pointer = '';
  for (const step of steps) {
    const exists = typeof at === 'object' && at !== null && Object.hasOwn(at, step);
    if (!exists && (step === 'list' || (typeof step === 'number' && !Array.isArray(at)))) continue;
    pointer += `/${escapeStep(String(step))}`;
    at = exists ? (at as Readonly<Record<PropertyKey, unknown>>)[step] : undefined;
  }
  return pointer;
};

const sentence = (message: string): string => {
  const text = message.startsWith('must') || message.startsWith('expects') ? `This ${message}` : message;
  return text.endsWith('.') ? text : `${text}.`;
};
