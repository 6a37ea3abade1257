import type { Schema } from '../../../schema-form/settle.ts';
import type { Step } from '../../document/flow-shape.ts';
import { asyncApiArguments } from './asyncapi.ts';
import { a2aArguments, grpcArguments, httpArguments, mcpArguments, openApiArguments } from './calls.ts';
import { emitted, strategy } from './events.ts';
import { caughtParts, raised } from './guard.ts';
import type { FormPart } from './parts.ts';
import { runParts } from './processes.ts';
import { duration, expression, flag, fixedText, mapping, name, object, type FormWords } from './words.ts';

const ownFunctions: Readonly<Record<string, (words: FormWords) => Schema>> = {
  http: httpArguments,
  openapi: openApiArguments,
  grpc: grpcArguments,
  mcp: mcpArguments,
  a2a: a2aArguments,
  asyncapi: asyncApiArguments,
};

/** An operation of a connector: `hubspot.createContact`. */
export const isOperation = (call: unknown): call is string =>
  typeof call === 'string' && /^[\w-]{1,64}(\.[\w-]{1,64})+$/.test(call);

/** The form of a step by its kind, without what all steps have. Null: there is none. `called`: the arguments of what it calls. */
export const formOf = (step: Step, words: FormWords, called: Schema | null): readonly FormPart[] | null => {
  const { told } = words;
  const turn = { each: told('for.each', name), at: told('for.at', name) };
  switch (step.kind) {
    case 'call':
      return callForm(step, words, called);
    case 'set':
      return [{ pointer: '/set', schema: told('set', mapping), required: true }];
    case 'switch':
      return [{ pointer: '/switch', schema: { 'x-control': 'cases' }, required: true }];
    case 'for':
      return [
        { pointer: '/for', schema: object({ in: told('for.in', expression), ...turn }, 'in') },
        { pointer: '/while', schema: told('for.while', expression) },
      ];
    case 'fork':
      return [{ pointer: '/fork', schema: object({ compete: told('fork.compete', flag) }) }];
    case 'try':
      return caughtParts(step, words);
    case 'raise':
      return [{ pointer: '/raise/error', schema: told('raise.error', raised(words)), required: true }];
    case 'wait':
      return [{ pointer: '/wait', schema: told('wait', duration), required: true }];
    case 'emit':
      return [{ pointer: '/emit/event/with', schema: emitted(words) }];
    case 'listen':
      return listenForm(step, words);
    case 'run':
      return runParts(step, words, called);
    case 'do':
      return [];
    case 'unknown':
      return null;
    default:
      return step.kind satisfies never;
  }
};

const listenForm = ({ task }: Step, words: FormWords): readonly FormPart[] => {
  const { told } = words;
  const read = words.usually('read', ['data', 'envelope', 'raw']);
  const each = object({ item: told('for.each', name), at: told('for.at', name) });
  return [
    { pointer: '/listen/to', schema: told('listen.to', strategy(words)), required: true },
    { pointer: '/listen/read', schema: told('listen.read', read) },
    ...(task['foreach'] === undefined ? [] : [{ pointer: '/foreach', schema: each }]),
  ];
};

const callForm = ({ task }: Step, words: FormWords, called: Schema | null): readonly FormPart[] => {
  const { call } = task;
  const of = typeof call === 'string' && Object.hasOwn(ownFunctions, call) ? ownFunctions[call] : undefined;
  const given = of === undefined ? (called ?? { type: 'object' }) : of(words);
  const connection = words.told('call.connection', { ...fixedText, 'x-control': 'connection' });
  return [
    ...(of === undefined && isOperation(call)
      ? [{ pointer: '/metadata/connection', schema: connection }]
      : []),
    {
      pointer: '/with',
      schema: isEmpty(given) ? { ...given, 'x-label': words.t('editor.step.form.call.with') } : given,
    },
  ];
};

/** No name of an argument is known: all of them are rows of one field. */
const isEmpty = ({ properties, allOf, $ref }: Schema): boolean =>
  properties === undefined && allOf === undefined && $ref === undefined;
