import { dataPlan } from './schemas.ts';
import { duration, expression } from './expressions.ts';
import { fieldsOf, type Fields, type NamedSpot } from './fields.ts';
import { callOf } from './kind-call.ts';
import { catchPlan, fork, forOf, listenOf, tasks } from './kind-blocks.ts';
import { run } from './kind-run.ts';
import { emittedEvent, raisedPlan, setMapping, switchCases } from './kind-simple.ts';
import { flowLimits } from './limits.ts';
import type { Task, TaskFrame, TaskKind } from './model.ts';
import { noError } from './errors.ts';
import { complain, type Reading } from './reading.ts';
import { hint } from './report.ts';
import { timeout } from './timeouts.ts';
import { object, someText } from './values.ts';
import { isFields, kindOf } from './words.ts';

const frame = ['if', 'input', 'output', 'export', 'timeout', 'then', 'metadata'];

type Kind = TaskKind['kind'];

/** What stands beside the field that names the kind: what may, and what must. */
const kinds: Readonly<
  Record<Kind, { readonly with?: readonly string[]; readonly needs?: readonly string[] }>
> = {
  for: { with: ['while'], needs: ['do'] },
  do: {},
  call: { with: ['with'] },
  emit: {},
  fork: {},
  listen: { with: ['foreach'] },
  raise: {},
  run: {},
  set: {},
  switch: {},
  try: { needs: ['catch'] },
  wait: {},
};
const kindNames = Object.keys(kinds) as Kind[];

/** A task under its name, as the model has it. */
export const readTask = (spot: NamedSpot, reading: Reading): Task => {
  const { name } = spot;
  reading.count(1, spot);
  if (name === '' || name.length > flowLimits.nameLetters) {
    const message = `The name of a task has 1 to ${flowLimits.nameLetters} characters.`;
    complain(spot, reading, { message, part: 'key' });
  }
  const kind = kindOfTask(spot, reading);
  if (kind === undefined) return emptyTask(spot);
  const { with: others = [], needs = [] } = kinds[kind];
  const fields = fieldsOf(spot, reading, { known: [kind, ...others, ...needs, ...frame], required: needs });
  const extensions = reading.extensions.filter(({ extend }) => isExtended(extend, kind));
  for (const extension of extensions) reading.count(extension.tasks, spot);
  return {
    ...emptyFrame(spot),
    if: fields.read('if', expression) ?? null,
    input: fields.read('input', dataPlan('from')) ?? {},
    output: fields.read('output', dataPlan('as')) ?? {},
    export: fields.read('export', dataPlan('as')) ?? {},
    timeout: fields.read('timeout', timeout) ?? null,
    then: fields.read('then', someText) ?? 'continue',
    metadata: fields.read('metadata', object) ?? {},
    extensions: extensions.map(({ plan }) => plan),
    ...readKind(kind, fields, { spot, reading }),
  };
};

const emptyFrame = ({ name, path, value }: NamedSpot): TaskFrame => ({
  name,
  place: path,
  definition: isFields(value) ? value : {},
  if: null,
  input: {},
  output: {},
  export: {},
  timeout: null,
  then: 'continue',
  metadata: {},
  extensions: [],
});

/** Stands where there is no task to be read. */
export const emptyTask = (spot: NamedSpot): Task => ({ ...emptyFrame(spot), kind: 'do', tasks: [] });

const isExtended = (target: string, kind: Kind): boolean =>
  target === 'all' || target === kind || (target === 'composite' && (kind === 'do' || kind === 'fork'));

interface Here {
  readonly spot: NamedSpot;
  readonly reading: Reading;
}

const readKind = (kind: Kind, fields: Fields, { spot, reading }: Here): TaskKind => {
  switch (kind) {
    case 'do':
      return { kind, tasks: fields.read('do', tasks) ?? [] };
    case 'set':
      return { kind, set: fields.read('set', setMapping) ?? { template: {} } };
    case 'switch':
      return { kind, cases: fields.read('switch', switchCases) ?? [] };
    case 'for':
      return forOf(fields);
    case 'fork':
      return fields.read('fork', fork) ?? { kind, compete: false, branches: [] };
    case 'try':
      return {
        kind,
        tasks: fields.read('try', tasks) ?? [],
        catch: fields.read('catch', catchPlan) ?? catchPlan({ path: spot.path, value: {} }, reading),
      };
    case 'raise':
      return { kind, error: fields.read('raise', raisedPlan) ?? noError };
    case 'wait':
      return { kind, for: fields.read('wait', duration) ?? { ms: 0 } };
    case 'emit':
      return { kind, event: fields.read('emit', emittedEvent) ?? {} };
    case 'listen':
      return listenOf(fields);
    case 'call':
      return { kind, call: callOf(fields, spot, reading) };
    default:
      return fields.read('run', run) ?? run({ path: spot.path, value: {} }, reading);
  }
};

const kindOfTask = (spot: NamedSpot, reading: Reading): Kind | undefined => {
  const { value } = spot;
  if (!isFields(value)) {
    const known = kindNames.join(', ');
    complain(spot, reading, `A task must be an object with one of ${known}, but is ${kindOf(value)}.`);
    return undefined;
  }
  const found = kindNames.filter((kind) => Object.hasOwn(value, kind));
  const [kind, ...more] = found.filter((one) => one !== 'do' || !Object.hasOwn(value, 'for'));
  if (kind === undefined) {
    complain(spot, reading, noKind(Object.keys(value), reading));
    return undefined;
  }
  if (more.length > 0) {
    const all = [kind, ...more].map((one) => `"${one}"`).join(' and ');
    complain(spot, reading, `This is a task of ${more.length + 1} kinds, ${all}. Make a task of each.`);
    return undefined;
  }
  return kind;
};

const noKind = (names: readonly string[], { report }: Reading): string => {
  const others = names.filter((name) => !frame.includes(name));
  const [name] = others;
  if (name === undefined || report.full())
    return `This task does nothing. Give it one of ${kindNames.join(', ')}.`;
  const near = hint(name, kindNames);
  if (near !== '') return `Unknown kind of task "${name.slice(0, 60)}".${near}`;
  const shown = others.slice(0, 5).map((one) => `"${one.slice(0, 60)}"`);
  return `Unknown kind of task: there is ${shown.join(', ')}, but none of ${kindNames.join(', ')}.`;
};
