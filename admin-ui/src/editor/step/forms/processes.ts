import { isRecord, type Schema } from '../../../schema-form/settle.ts';
import type { Step } from '../../document/flow-shape.ts';
import type { FormPart } from './parts.ts';
import { fixedText, flag, listOf, named, object, oneOf, text, type FormWords } from './words.ts';

/** What `run` runs: a flow, with the arguments that it takes, or a script. */
export const runParts = ({ task }: Step, words: FormWords, called: Schema | null): readonly FormPart[] => {
  const { told } = words;
  const known = processes(words, called);
  const held = isRecord(task['run']) ? task['run'] : {};
  const process = Object.keys(known).find((name) => Object.hasOwn(held, name)) ?? 'script';
  return [
    { pointer: `/run/${process}`, schema: known[process] ?? {} },
    { pointer: '/run/await', schema: told('run.await', flag) },
    {
      pointer: '/run/return',
      schema: told('run.return', words.usually('return', ['stdout', 'stderr', 'code', 'all', 'none'])),
    },
  ];
};

const processes = (words: FormWords, called: Schema | null): Readonly<Record<string, Schema>> => {
  const { said, told } = words;
  const workflow = object(
    {
      name: said('run.name', fixedText),
      namespace: said('run.namespace', fixedText),
      version: told('run.version', { ...fixedText, examples: ['latest'] }),
      input: said('run.input', called === null ? named : { ...called, 'x-literal': true }),
    },
    'namespace',
    'name',
    'version',
  );
  const script = object(
    {
      language: said('run.language', {
        ...oneOf([
          ['js', 'JavaScript'],
          ['javascript', 'JavaScript (javascript)'],
          ['python', 'Python'],
        ]),
        'x-literal': true,
      }),
      code: told('run.code', { type: 'string', 'x-control': 'code' }),
      arguments: told('run.arguments', named),
      stdin: said('run.stdin', text),
      environment: said('run.environment', named),
      source: told(
        'run.source',
        object({ endpoint: said('endpoint.uri', text), name: said('resource.name', fixedText) }, 'endpoint'),
      ),
    },
    'language',
  );
  const shell = object(
    {
      command: said('run.command', text),
      arguments: said('run.list', listOf(text)),
      stdin: said('run.stdin', text),
      environment: said('run.environment', named),
    },
    'command',
  );
  const container = object(
    {
      image: said('run.image', text),
      command: said('run.command', text),
      arguments: said('run.list', listOf(text)),
      environment: said('run.environment', named),
    },
    'image',
  );
  return { workflow, script, shell, container };
};
