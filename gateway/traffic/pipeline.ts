import type { Handler, Test } from './policy.ts';

/** A pipeline as requests meet it: nothing of it changes any more. */
export interface CompiledPipeline {
  readonly spaceId: string;
  readonly spaceSlug: string;
  readonly id: string;
  readonly name: string;
  readonly version: number;
  /** Of a request's body; the gateway's own bound where it says none. */
  readonly bodyBytes: number | null;
  /** Of an answer that a policy reads whole. */
  readonly answerBytes: number | null;
  /** Until a plug-in of the installation goes on or answers. */
  readonly pluginMs?: number | null;
  /** Clients are asked for a certificate while such a pipeline is there. */
  readonly asksForCertificates: boolean;
  readonly steps: readonly Handler[];
  /** The same steps taken apart, for tries. */
  readonly parts?: readonly StepParts[];
}

/** One step for whoever looks on: requests that are not tries never touch it. */
export interface StepParts {
  readonly policy: string;
  /** JSON pointer of the step. */
  readonly at: string;
  readonly test: Test | null;
  readonly handler: Handler;
}
