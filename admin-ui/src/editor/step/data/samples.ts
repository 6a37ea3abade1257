/** What a flow has gone through: the data that fields are tried on and that is picked from. */

export interface StepSample {
  /** What the step before gave. */
  readonly input: unknown;
  /** After `output.as`. Undefined: it is not known. */
  readonly output: unknown;
  /** Too long to be among the others: asked for alone. */
  readonly leftOut: readonly ('input' | 'output')[];
  /** In its run; null where it comes from elsewhere. */
  readonly key: string | null;
  /** The pin, the schema, the run. */
  readonly from: 'run' | 'pin' | 'schema';
}

export type SampleSource =
  | { readonly kind: 'none' }
  | { readonly kind: 'schema' }
  | { readonly kind: 'run'; readonly run: string; readonly startedAt: string };

export interface FlowSamples {
  readonly source: SampleSource;
  /** What the flow began with. Undefined: nothing is known. */
  readonly input: unknown;
  /** By place; of a step in a loop the last time round. */
  readonly steps: ReadonlyMap<string, StepSample>;
  /** Places in the order in which they ended. */
  readonly ended: readonly string[];
  /** `$ENV`: the variables of the space. */
  readonly env: Readonly<Record<string, unknown>>;
  readonly run: { readonly id: string; readonly startedAt: string } | null;
}

export const noSamples: FlowSamples = {
  source: { kind: 'none' },
  input: undefined,
  steps: new Map(),
  ended: [],
  env: {},
  run: null,
};
