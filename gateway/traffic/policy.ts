import type { z } from 'zod';
import type { Exchange } from './exchange.ts';
import type { PolicyDeps } from './policy-deps.ts';

/** `answered` ends the pipeline. Refusals are thrown as HubError, which becomes the answer. */
export type Step = 'answered' | undefined;
export type Handler = (exchange: Exchange) => Step | Promise<Step>;
/** Nearly all answer at once; one that looks into the body has to wait for it. */
export type Test = (exchange: Exchange) => boolean | Promise<boolean>;

/** What a compiled policy belongs to, and how it says that it cannot be. */
export interface PolicyPlace {
  readonly spaceId: string;
  readonly pipeline: string;
  /** JSON pointer of the step in the pipeline's document, such as `/policies/0/rate-limit/1`: for messages, and to tell two steps apart. */
  readonly at?: string;
  /** Services of the space that exist, by name. */
  readonly hasService: (name: string) => boolean;
}

/** One word of the pipeline's language: a form in the console, a check at saving, a handler at run time. */
export interface Policy<Schema extends z.ZodType = z.ZodType> {
  /** As express-gateway calls it, where it has it. */
  readonly name: string;
  readonly title: string;
  /** For the person who chooses it: one sentence. */
  readonly about: string;
  readonly group:
    'authentication' | 'limits' | 'checks' | 'changes' | 'answers' | 'upstream' | 'watching' | 'plugins';
  /** Of `action`; described field by field, for the form. */
  readonly action: Schema;
  /** Throws HubError `input_invalid` with `problems` whose places are inside of the action. Fields that hold secrets are sealed before and opened here. */
  compile(action: z.output<Schema>, place: PolicyPlace, deps: PolicyDeps): Handler;
}

export interface Condition<Schema extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  /** Without `name`. */
  readonly parameters: Schema;
  compile(parameters: z.output<Schema>, place: PolicyPlace, deps: PolicyDeps): Test;
}

export const definePolicy = <Schema extends z.ZodType>(policy: Policy<Schema>): Policy => policy;

export const defineCondition = <Schema extends z.ZodType>(condition: Condition<Schema>): Condition =>
  condition;
