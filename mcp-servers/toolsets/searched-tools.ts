import { isObject } from '../../core/schema/plain.ts';
import type { SearchTools } from '../search/search-tools.ts';
import type { Outcome, ToolCall, Values } from '../serve/offer.ts';
import type { ReadyTool } from './called-tool.ts';

const known = new WeakMap<readonly ReadyTool[], Promise<SearchTools>>();

/** Few tools in place of many: they find the others, and call them as if they had been listed. Loaded when they are first needed. */
const searchToolsOf = (tools: readonly ReadyTool[]): Promise<SearchTools> => {
  const before = known.get(tools);
  if (before !== undefined) return before;
  const made = open(tools);
  known.set(tools, made);
  return made;
};

const open = async (tools: readonly ReadyTool[]): Promise<SearchTools> => {
  const { searchTools } = await import('../search/search-tools.ts');
  return searchTools(
    tools.map(({ spec, callable, parts }) => {
      const { tags, group, hints, route, output, definitions } = callable;
      return {
        name: spec.name,
        title: spec.title ?? callable.title,
        description: spec.description ?? callable.description,
        ...{ tags, group, hints, route, output, definitions },
        input: parts.planned.schema,
        definition: () => parts.definition(),
      };
    }),
  );
};

export const searchDefinitions = async (tools: readonly ReadyTool[]): Promise<readonly Values[]> =>
  (await searchToolsOf(tools)).definitions;

/** The tool that `call_tool` means; undefined where it is another tool that is called. */
export const calledThrough = ({ name, arguments: given }: ToolCall): string | undefined =>
  name === 'call_tool' && typeof given['name'] === 'string' ? given['name'] : undefined;

/** Undefined: it is none of the tools that search. */
export const callSearching = async (
  tools: readonly ReadyTool[],
  call: ToolCall,
  callNamed: (call: ToolCall) => Promise<Outcome>,
): Promise<Outcome | undefined> => {
  const found = (await searchToolsOf(tools)).handle(call.name, call.arguments);
  if (found === undefined) return undefined;
  if (found.kind === 'answer') return { kind: 'complete', result: found.result };
  return callNamed({
    ...call,
    name: found.name,
    arguments: isObject(found.arguments) ? found.arguments : {},
  });
};
