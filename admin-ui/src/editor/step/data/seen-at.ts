import { isRecord } from '../../../schema-form/settle.ts';
import type { FlowShape, Step } from '../../document/flow-shape.ts';
import { broughtTo } from './brought.ts';
import type { Outcome, Seen } from '../expression/evaluate.ts';
import { evaluateOnce } from '../expression/evaluate-once.ts';
import { namesAt, type Stage, type Surroundings } from '../expression/surroundings.ts';
import { expressionIn } from '../expression/template.ts';
import type { FlowSamples } from './samples.ts';

/** What stands in place of a secret: its name is known here, its value nowhere. */
const masked = (name: string): string => `***${name}***`;

interface Place {
  readonly shape: FlowShape;
  readonly samples: FlowSamples;
}

/** What is given to `input.from`, `output.as` and `export.as`: a text is an expression also without its signs. */
const sourceOf = (mapping: string): string => expressionIn(mapping) ?? mapping.trim();

const map = (mapping: unknown, around: Surroundings, seen: Seen): Outcome =>
  evaluateOnce(typeof mapping === 'string' ? sourceOf(mapping) : mapping, { around, seen });

const partOf = (value: unknown, part: string, name: string): unknown => {
  const held = isRecord(value) ? value[part] : undefined;
  return isRecord(held) ? held[name] : undefined;
};

const secretsOf = ({ value }: FlowShape): Readonly<Record<string, unknown>> => {
  const use = value['use'];
  const names = isRecord(use) && Array.isArray(use['secrets']) ? (use['secrets'] as unknown[]) : [];
  return Object.fromEntries(names.map((name) => [String(name), masked(String(name))]));
};

const runtime = { name: 'app-connect', version: '1', metadata: {} };

/** `$workflow`, `$task` and what else is there without a sample. */
const always = (
  { shape, samples }: Place,
  step: Step | undefined,
  input: unknown,
): Record<string, unknown> => ({
  secrets: secretsOf(shape),
  runtime,
  workflow: {
    id: samples.run?.id ?? null,
    definition: shape.value,
    input: samples.input ?? null,
    startedAt: instantOf(samples.run?.startedAt),
  },
  ...(step !== undefined && {
    task: { name: step.name, reference: step.place, definition: step.task, input },
  }),
  authorization: null,
});

const instantOf = (iso: string | undefined) => {
  const ms = iso === undefined ? Number.NaN : Date.parse(iso);
  if (Number.isNaN(ms)) return null;
  return { iso8601: iso, epoch: { seconds: Math.floor(ms / 1000), milliseconds: ms } };
};

/** `$context` as it was when a step began: made again of what the steps before it exported. */
export const contextAt = (place: string, { shape, samples }: Place): unknown => {
  let context: unknown = null;
  for (const at of samples.ended) {
    if (at === place || at.startsWith(`${place}/`)) break;
    const step = shape.steps.get(at);
    const exported = partOf(step?.task, 'export', 'as');
    const sample = samples.steps.get(at);
    if (exported === undefined || sample?.output === undefined || step === undefined) continue;
    const around: Surroundings = { stage: 'export', names: namesAt(shape.value, at) };
    const variables = {
      ...always({ shape, samples }, step, sample.input),
      ...{ context, input: sample.input, output: sample.output },
    };
    const made = map(exported, around, { data: sample.output, variables, env: samples.env });
    if (made.kind === 'value') context = made.value;
  }
  return context;
};

/** What an expression of a step sees, at its moment; null where no sample tells. */
export const seenAt = (step: Step, stage: Stage, { shape, samples }: Place): Seen | null => {
  const sample = samples.steps.get(step.place);
  const raw = sample?.input;
  if (raw === undefined) return null;
  const context = contextAt(step.place, { shape, samples });
  const { env } = samples;
  const names = broughtTo(step.place, shape, (outer) => seenAt(outer, 'definition', { shape, samples }));
  const variables = { ...names, ...always({ shape, samples }, step, raw), context };
  if (stage === 'taskInput') return { data: raw, variables, env };
  const from = partOf(step.task, 'input', 'from');
  const around: Surroundings = { stage: 'taskInput', names: Object.keys(names) };
  const given = from === undefined ? undefined : map(from, around, { data: raw, variables, env });
  const input = given?.kind === 'value' ? given.value : raw;
  const inside = { ...variables, input };
  if (stage === 'definition') return { data: input, variables: inside, env };
  const output = sample?.output;
  if (output === undefined) return null;
  // What a step gives before `output.as` is kept nowhere: where that is said, it is not known.
  if (stage === 'output')
    return partOf(step.task, 'output', 'as') === undefined ? { data: output, variables: inside, env } : null;
  return { data: output, variables: { ...inside, output }, env };
};

/** What an expression of the flow itself sees. */
export const seenByFlow = (stage: Stage, { shape, samples }: Place): Seen | null => {
  const { env } = samples;
  if (stage === 'flowInput')
    return samples.input === undefined
      ? null
      : { data: samples.input, variables: always({ shape, samples }, undefined, samples.input), env };
  const last = shape.main.steps.at(-1);
  const output = last === undefined ? undefined : samples.steps.get(last.place)?.output;
  if (output === undefined) return null;
  const context = contextAt('/', { shape, samples });
  return { data: output, variables: { ...always({ shape, samples }, undefined, output), context }, env };
};
