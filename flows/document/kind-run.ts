import { duration } from './expressions.ts';
import { fieldsOf } from './fields.ts';
import type { RunPlan, TaskKind } from './model.ts';
import { complain, type Reader } from './reading.ts';
import { resourceText } from './resource.ts';
import { choice, flag, list, matching, object, oneOf, shape, someText, text } from './values.ts';
import { isFields, kindOf } from './words.ts';
import { namePattern, nameRule, versionPattern } from './names.ts';

type Run = Extract<TaskKind, { kind: 'run' }>;

export const run: Reader<Run> = (spot, reading) => {
  const chosen = oneOf(processes, 'await', 'return')(spot, reading);
  const fields = { await: flag, return: choice('stdout', 'stderr', 'code', 'all', 'none') };
  const given = isFields(spot.value) ? spot.value : {};
  const beside = <T>(name: 'await' | 'return', reader: Reader<T>): T | undefined =>
    Object.hasOwn(given, name)
      ? reader({ path: `${spot.path}/${name}`, value: given[name] }, reading)
      : undefined;
  return {
    kind: 'run',
    run: (chosen?.value as RunPlan | undefined) ?? { process: 'shell', with: {} },
    await: beside('await', fields.await) ?? true,
    return: beside('return', fields.return) ?? 'stdout',
  };
};

const version = matching(
  new RegExp(`^latest$|${versionPattern.source}`),
  'it is a version such as "1.0.0", or "latest"',
);

const workflow: Reader<RunPlan> = (spot, reading) => {
  const known = ['namespace', 'name', 'version', 'input'];
  const fields = fieldsOf(spot, reading, { known, required: ['namespace', 'name', 'version'] });
  return {
    process: 'workflow',
    namespace: fields.read('namespace', matching(namePattern, nameRule)) ?? '',
    name: fields.read('name', matching(namePattern, nameRule)) ?? '',
    version: fields.read('version', version) ?? '',
    input: fields.read('input', object) ?? {},
  };
};

/** Texts in their order, or, as the standard's examples have it, an object of names. */
const scriptArguments: Reader<unknown> = (spot, reading) => {
  if (isFields(spot.value)) return spot.value;
  if (Array.isArray(spot.value)) return list(text)(spot, reading);
  complain(spot, reading, `This must be a list, or an object of names, but is ${kindOf(spot.value)}.`);
  return [];
};

const script: Reader<RunPlan> = (spot, reading) => {
  const known = ['language', 'code', 'source', 'arguments', 'stdin', 'environment'];
  const fields = fieldsOf(spot, reading, { known, required: ['language'] });
  if (fields.has('code') && fields.has('source'))
    complain(spot, reading, 'There can be only one of "code" and "source".');
  else if (isFields(spot.value) && !fields.has('code') && !fields.has('source'))
    complain(spot, reading, '"code" is missing, or "source" with the address of the script.');
  const source = fields.has('code') ? undefined : fields.read('source', resourceText('script'));
  return {
    process: 'script',
    language: fields.read('language', choice('js', 'javascript', 'python')) ?? 'js',
    code: fields.read('code', someText) ?? source?.text ?? '',
    arguments: fields.read('arguments', scriptArguments) ?? [],
    stdin: fields.read('stdin', text) ?? null,
    environment: fields.read('environment', object) ?? {},
  };
};

const shellFields = shape(
  { command: someText, stdin: text, arguments: list(text), environment: object },
  'command',
);

const lifetime: Reader<unknown> = (spot, reading) => {
  const fields = fieldsOf(spot, reading, { known: ['cleanup', 'after'], required: ['cleanup'] });
  const cleanup = fields.read('cleanup', choice('always', 'never', 'eventually'));
  fields.read('after', duration);
  if (cleanup === 'eventually' && !fields.has('after')) complain(spot, reading, '"after" is missing.');
  const after = fields.spot('after');
  if (after !== undefined && cleanup !== undefined && cleanup !== 'eventually') {
    complain(after, reading, { message: 'Only "eventually" comes after a while.', part: 'key' });
  }
  return spot.value;
};

const containerFields = shape(
  {
    image: someText,
    name: text,
    command: text,
    ports: object,
    volumes: object,
    environment: object,
    stdin: text,
    arguments: list(text),
    lifetime,
    pullPolicy: choice('ifNotPresent', 'always', 'never'),
  },
  'image',
);

const processes: Readonly<Record<string, Reader<RunPlan>>> = {
  workflow,
  script,
  shell: (spot, reading) => ({ process: 'shell', with: shellFields(spot, reading) }),
  container: (spot, reading) => ({ process: 'container', with: containerFields(spot, reading) }),
};
