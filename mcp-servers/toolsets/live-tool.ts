import { compile, type Program } from '../../core/jq/compile.ts';
import type { Callable } from '../../core/ports.ts';
import type { ToolSpec } from './content.ts';
import { pinHash } from './pin.ts';
import { planArguments, type ToolArguments } from './tool-arguments.ts';
import { defineTool, type ToolDefinition } from './tool-definition.ts';

/** A tool as it is now: what the toolset says of it, and what stands behind it. */
export type LiveTool = { readonly spec: ToolSpec } & (
  | { readonly state: 'missing' }
  /** Somebody has to look at what it has become. */
  | { readonly state: 'changed'; readonly callable: Callable; readonly hash: string }
  | { readonly state: 'ready'; readonly callable: Callable; readonly parts: ToolParts }
);

export interface ToolParts {
  readonly planned: ToolArguments;
  definition(): ToolDefinition;
  /** Null where the answer goes on as it is. */
  trim(): Program | null;
}

export interface ToolSource {
  readonly spec: ToolSpec;
  readonly callable: Callable | null;
  /** The hash of what was approved; undefined where nobody has to approve it. */
  readonly pinned: string | undefined;
  readonly outputs: boolean;
}

export const liveTool = ({ spec, callable, pinned, outputs }: ToolSource): LiveTool => {
  if (callable === null) return { spec, state: 'missing' };
  if (pinned !== undefined && pinHash(callable) !== pinned)
    return { spec, state: 'changed', callable, hash: pinHash(callable) };
  return { spec, state: 'ready', callable, parts: partsOf(spec, callable, outputs) };
};

/** Made when they are first needed: of large toolsets few tools are called. */
const partsOf = (spec: ToolSpec, callable: Callable, outputs: boolean): ToolParts => {
  const planned = planArguments(spec, callable);
  let definition: ToolDefinition | undefined;
  let trim: Program | undefined;
  return {
    planned,
    definition: () => (definition ??= defineTool({ spec, callable, planned, outputs })),
    trim: () => (spec.output === undefined ? null : (trim ??= compile(spec.output))),
  };
};
