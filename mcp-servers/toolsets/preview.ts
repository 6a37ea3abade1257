import type { Values } from '../serve/offer.ts';
import type { ReadyTool } from './called-tool.ts';
import { checkToolset, type CheckDeps, type Findings } from './check-toolset.ts';
import type { ToolsetContent } from './content.ts';
import { liveTool, type LiveTool } from './live-tool.ts';
import { definitionsOf } from './listed-tools.ts';
import { searchDefinitions } from './searched-tools.ts';
import { readPins } from './store-pins.ts';
import { tokensOf } from './tokens.ts';

export interface Previewed {
  readonly spaceId: string;
  readonly name: string;
  readonly content: ToolsetContent;
  /** Of a version: what has changed since is not offered. */
  readonly checksPins: boolean;
}

interface Cost {
  readonly bytes: number;
  readonly tokens: number;
}

type Told = Findings['problems'][number];

/** Exactly what `tools/list` would answer to whoever may call all of it, and what it costs. */
export const previewOf = async (deps: CheckDeps, { spaceId, name, content, checksPins }: Previewed) => {
  const { problems, warnings, callables } = await checkToolset(deps, spaceId, content);
  const pins = checksPins ? await deps.db.readInSpace(spaceId, (tx) => readPins(tx, spaceId, name)) : [];
  const hashes = new Map(pins.map(({ operation, hash }) => [operation, hash]));
  const { outputs, mode, instructions } = content;
  const live = content.tools.map((spec, at) => {
    const pinned = checksPins ? (hashes.get(spec.operation) ?? 'unseen') : undefined;
    return liveTool({ spec, callable: callables[at] ?? null, pinned, outputs });
  });
  const items = live.filter((tool): tool is ReadyTool => tool.state === 'ready');
  const definitions: readonly Values[] = await definitionsOf(items);
  // Once is enough: there may be thousands.
  const isListed = mode !== 'search';
  const tools = live.map((tool) => shownTool(tool, isListed));
  const listed = isListed ? definitions : await searchDefinitions(items);
  const cost = isListed ? sumOf(tools) : costOf(listed);
  return {
    ...{ mode, instructions, tools },
    listed: { tools: listed.map((one) => ({ ...one })), ...cost },
    problems: told(problems),
    warnings: told(warnings),
  };
};

const mostTold = 500;
const told = (findings: readonly Told[]): Told[] => findings.slice(0, mostTold).map((one) => ({ ...one }));

const shownTool = (tool: LiveTool, isListed: boolean) => {
  const { name, operation } = tool.spec;
  if (tool.state !== 'ready')
    return { name, operation, state: tool.state, definition: null, bytes: 0, tokens: 0 };
  const definition = tool.parts.definition();
  const shown = isListed ? null : { ...definition };
  return { name, operation, state: tool.state, definition: shown, ...costOf(definition) };
};

/** Of a list of those that are there: two brackets, and what stands between them. */
const sumOf = (tools: readonly (Cost & { readonly state: LiveTool['state'] })[]): Cost => {
  const ready = tools.filter(({ state }) => state === 'ready');
  const between = Math.max(0, ready.length - 1);
  return {
    bytes: ready.reduce((sum, { bytes }) => sum + bytes, 2 + between),
    tokens: ready.reduce((sum, { tokens }) => sum + tokens, 0),
  };
};

const costOf = (value: unknown): Cost => {
  const text = JSON.stringify(value);
  return { bytes: Buffer.byteLength(text), tokens: tokensOf(text) };
};
