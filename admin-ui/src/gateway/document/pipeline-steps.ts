import { pointerTo } from '../../schema-form/pointer.ts';
import { isRecord } from '../../schema-form/settle.ts';
import { without } from '../../schema-form/without.ts';

export type Json = Readonly<Record<string, unknown>>;

/** One action of a pipeline with its condition. */
export interface PipelineStep {
  readonly policy: string;
  /** Null: always. */
  readonly condition: Json | null;
  readonly action: Json;
  /** JSON pointer of the step in the document. */
  readonly at: string;
}

/** What runs one after the other. What has not the form of a step is for the text. */
export const stepsOf = (document: Json): readonly PipelineStep[] => {
  const { policies } = document;
  if (!Array.isArray(policies)) return [];
  return (policies as unknown[]).flatMap((entry, at) =>
    isRecord(entry)
      ? Object.entries(entry).flatMap(([policy, given]) =>
          stepsOfPolicy(policy, given, pointerTo(`/policies/${at}`, policy)),
        )
      : [],
  );
};

const stepsOfPolicy = (policy: string, given: unknown, at: string): readonly PipelineStep[] =>
  Array.isArray(given) && given.length > 0
    ? given.map((step: unknown, index) => stepOf(policy, step, `${at}/${index}`))
    : [stepOf(policy, given, at)];

const stepOf = (policy: string, given: unknown, at: string): PipelineStep => {
  const { condition, action } = isRecord(given) ? given : ({} as Json);
  return {
    ...{ policy, at },
    condition: isRecord(condition) ? condition : null,
    action: isRecord(action) ? action : {},
  };
};

type NewStep = Omit<PipelineStep, 'at'>;

/** Each step stands for itself: several of one policy in a row are the same as one after the other. */
export const withSteps = (document: Json, steps: readonly NewStep[]): Json => ({
  ...document,
  policies: steps.map(({ policy, condition, action }) => ({
    [policy]: {
      ...(condition === null ? {} : { condition }),
      ...(Object.keys(action).length === 0 ? {} : { action }),
    },
  })),
});

export const moved = <Item>(items: readonly Item[], from: number, to: number): readonly Item[] => {
  const item = items[from];
  if (item === undefined || to < 0 || to >= items.length) return items;
  return items.toSpliced(from, 1).toSpliced(to, 0, item);
};

/** Services that a step sends to. */
export const servicesIn = (steps: readonly NewStep[]): readonly string[] => [
  ...new Set(
    steps.flatMap(({ action }) => {
      const several = Array.isArray(action['services']) ? (action['services'] as unknown[]) : [];
      return [action, ...several].flatMap((one) => {
        const name = isRecord(one) ? one['serviceEndpoint'] : undefined;
        return typeof name === 'string' && name !== '' ? [name] : [];
      });
    }),
  ),
];

/** Where requests come in, by name. */
export const endpointsOf = (document: Json): readonly (readonly [string, Json])[] => {
  const { apiEndpoints } = document;
  return isRecord(apiEndpoints)
    ? Object.entries(apiEndpoints).map(([name, held]) => [name, isRecord(held) ? held : {}] as const)
    : [];
};

/** With another value, or without one where it is undefined. */
export const withField = (document: Json, name: string, value: unknown): Json =>
  value === undefined ? without(document, name) : { ...document, [name]: value };

/** Of what can be one text or several. */
export const textsOf = (value: unknown): readonly string[] =>
  [value].flat().filter((one): one is string => typeof one === 'string');
