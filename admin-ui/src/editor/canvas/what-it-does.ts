import type { Language, Translate } from '../../messages/translate.ts';
import { durationText } from '../../runs/duration.ts';
import type { Step } from '../document/flow-shape.ts';
import { eventTypesOf } from './event-types.ts';
import { mapOf, shortText, textOf } from './plain-values.ts';

export interface Words {
  readonly t: Translate;
  readonly language: Language;
}

/** One line of what a step does, as short as it can be said. */
export const whatItDoes = (step: Step, { t, language }: Words): string => {
  const { task } = step;
  switch (step.kind) {
    case 'call':
      return whatIsCalled(textOf(task['call']), mapOf(task['with']));
    case 'do':
      return t('editor.canvas.does.do', { count: step.inner[0]?.block.steps.length ?? 0 });
    case 'emit':
      return shortText(mapOf(mapOf(mapOf(task['emit'])['event'])['with'])['type']);
    case 'for': {
      const { each = 'item', in: items } = mapOf(task['for']);
      return t('editor.canvas.does.for', { each: textOf(each), items: shortText(items) });
    }
    case 'fork': {
      const count = step.inner[0]?.block.steps.length ?? 0;
      const first = mapOf(task['fork'])['compete'] === true;
      return t(first ? 'editor.canvas.does.race' : 'editor.canvas.does.fork', { count });
    }
    case 'listen': {
      const { way, types } = eventTypesOf(mapOf(task['listen'])['to']);
      const said = types.length === 0 ? t('editor.canvas.does.anything') : types.join(', ');
      return way === 'all' && types.length > 1 ? t('editor.canvas.does.listenAll', { types: said }) : said;
    }
    case 'raise':
      return whatIsRaised(mapOf(task['raise'])['error']);
    case 'run':
      return whatIsRun(mapOf(task['run']));
    case 'set':
      return whatIsSet(task['set']);
    case 'switch':
      return step.cases.map(({ name }) => name).join(', ');
    case 'try':
      return whatIsCaught(task, t);
    case 'wait':
      return waitText(task['wait'], language);
    case 'unknown':
      return Object.keys(task).join(', ');
  }
};

const whatIsCalled = (call: string, args: Readonly<Record<string, unknown>>): string => {
  const endpoint = (value: unknown): string => shortText(mapOf(value)['uri'] ?? value);
  switch (call) {
    case 'http':
      return `${textOf(args['method']).toUpperCase()} ${endpoint(args['endpoint'])}`.trim();
    case 'openapi':
      return named(call, textOf(args['operationId']));
    case 'asyncapi':
      return named(call, textOf(args['operation'] ?? args['channel']));
    case 'grpc':
      return named(
        call,
        [textOf(mapOf(args['service'])['name']), textOf(args['method'])].filter(Boolean).join('/'),
      );
    case 'mcp':
      return named(call, textOf(mapOf(args['parameters'])['name'] ?? args['method']));
    case 'a2a':
      return named(call, textOf(args['method']));
    default:
      return call;
  }
};

const named = (call: string, what: string): string => (what === '' ? call : `${call} ${what}`);

const whatIsRaised = (error: unknown): string => {
  if (typeof error === 'string') return error;
  const { status, title, type } = mapOf(error);
  return [shortText(status), shortText(title ?? type)].filter(Boolean).join(' ');
};

const whatIsRun = (run: Readonly<Record<string, unknown>>): string => {
  const workflow = mapOf(run['workflow']);
  if (workflow['name'] !== undefined)
    return [workflow['namespace'], workflow['name']].map(textOf).filter(Boolean).join('.');
  const script = mapOf(run['script']);
  if (script['language'] !== undefined) return textOf(script['language']);
  const shell = mapOf(run['shell']);
  if (shell['command'] !== undefined) return shortText(shell['command']);
  return shortText(mapOf(run['container'])['image']);
};

const whatIsSet = (set: unknown): string =>
  typeof set === 'string' ? shortText(set) : Object.keys(mapOf(set)).join(', ');

const whatIsCaught = (task: Readonly<Record<string, unknown>>, t: Translate): string => {
  const caught = mapOf(task['catch']);
  const { status, type } = mapOf(mapOf(caught['errors'])['with']);
  const what = shortText(status ?? type);
  const count = retriesOf(caught['retry']);
  const catches =
    what === '' ? t('editor.canvas.does.try') : t('editor.canvas.does.tryOnly', { error: what });
  if (caught['retry'] === undefined) return catches;
  return `${catches}, ${count === null ? t('editor.canvas.does.retry') : t('editor.canvas.does.retries', { count })}`;
};

const retriesOf = (retry: unknown): number | null => {
  const count = mapOf(mapOf(mapOf(retry)['limit'])['attempt'])['count'];
  return typeof count === 'number' ? count : null;
};

const units = {
  days: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1_000,
  milliseconds: 1,
} as const;

const waitText = (wait: unknown, language: Language): string => {
  if (typeof wait === 'string') return shortText(wait);
  const given = mapOf(wait);
  let ms = 0;
  for (const [unit, size] of Object.entries(units)) {
    const value = given[unit];
    if (value === undefined) continue;
    // An expression is no number yet.
    if (typeof value !== 'number') return `${shortText(value)} ${unit}`;
    ms += value * size;
  }
  return durationText(language, ms);
};
