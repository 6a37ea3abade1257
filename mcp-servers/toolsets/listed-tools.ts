import { setImmediate as endOfTurn } from 'node:timers/promises';
import type { Permission } from '../../core/roles.ts';
import type { ReadyTool } from './called-tool.ts';
import type { LiveToolset } from './live-toolset.ts';
import type { ToolDefinition } from './tool-definition.ts';

/** The tools that one kind of caller sees, and the list of them, made once. */
export interface ListedTools {
  readonly tools: readonly ReadyTool[];
  items(): Promise<readonly ToolDefinition[]>;
}

/** Callers differ in what they may do, and nearly all in the same few ways. */
const mostKinds = 20;
const known = new WeakMap<object, Map<string, ListedTools>>();

export const listedFor = (toolset: LiveToolset, may: (permission: Permission) => boolean): ListedTools => {
  const kinds = known.get(toolset.listed) ?? new Map<string, ListedTools>();
  known.set(toolset.listed, kinds);
  const key = permissionsIn(toolset).filter(may).join(' ');
  const before = kinds.get(key);
  if (before !== undefined) return before;
  const tools = toolset.tools.filter(
    (tool): tool is ReadyTool => tool.state === 'ready' && may(tool.callable.permission),
  );
  let items: Promise<readonly ToolDefinition[]> | undefined;
  const listed: ListedTools = { tools, items: () => (items ??= definitionsOf(tools)) };
  if (kinds.size >= mostKinds) kinds.delete(kinds.keys().next().value ?? key);
  kinds.set(key, listed);
  return listed;
};

const turnMs = 20;

/** Thousands of definitions take seconds: others get their turn meanwhile. */
export const definitionsOf = async (tools: readonly ReadyTool[]): Promise<readonly ToolDefinition[]> => {
  const items: ToolDefinition[] = [];
  let began = performance.now();
  for (const { parts } of tools) {
    items.push(parts.definition());
    if (performance.now() - began < turnMs) continue;
    await endOfTurn();
    began = performance.now();
  }
  return items;
};

const texts = new WeakMap<readonly ToolDefinition[], string>();

/** As JSON, written once. */
export const textOf = (items: readonly ToolDefinition[]): string => {
  const before = texts.get(items);
  if (before !== undefined) return before;
  const text = JSON.stringify(items);
  texts.set(items, text);
  return text;
};

const permissions = new WeakMap<object, readonly Permission[]>();

const permissionsIn = ({ listed, tools }: LiveToolset): readonly Permission[] => {
  const before = permissions.get(listed);
  if (before !== undefined) return before;
  const found = new Set(tools.flatMap((tool) => (tool.state === 'ready' ? [tool.callable.permission] : [])));
  const sorted = [...found].sort();
  permissions.set(listed, sorted);
  return sorted;
};
