import type { z } from 'zod';
import { nearestName } from '../../core/nearest-name.ts';
import type { Values } from '../serve/offer.ts';
import {
  callSchema,
  describeSchema,
  findingTools,
  groupsOf,
  problemsOf,
  searchSchema,
} from './finding-tools.ts';
import { openIndex, type Hit, type ToolIndex } from './open-index.ts';
import type { SearchedTool } from './searched-tool.ts';
import { lineOf } from './tool-line.ts';

/** A tool among thousands that nobody wants to read the list of. */
export interface FindableTool extends SearchedTool {
  /** As a list of tools would have it. */
  definition(): Values;
}

/** What came of a call of one of these tools: an answer, or the call of the tool that was meant. */
export type Found =
  | { readonly kind: 'answer'; readonly result: Values }
  | { readonly kind: 'call'; readonly name: string; readonly arguments: Values };

export interface SearchTools {
  readonly definitions: readonly Values[];
  /** Undefined: it is none of these tools. */
  handle(name: string, given: Values): Found | undefined;
}

const usualHits = 5;
/** So many of the first hits are shown with all that they take, as long as there is room. */
const wholeHits = 2;
const mostWhole = 6_000;

/** Instead of a list: one tool that finds tools, one that tells all about some, and one that calls one. */
export const searchTools = (tools: readonly FindableTool[]): SearchTools => {
  const groups = groupsOf(tools);
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  let index: ToolIndex | undefined;

  const search = ({ query, limit = usualHits, group }: z.output<typeof searchSchema>): Found => {
    if (group !== undefined && !groups.has(group))
      return refused(`There is no group "${group}", only: ${[...groups.keys()].join(', ')}.`);
    const hits = (index ??= openIndex(tools)).search(query, { limit, group });
    if (hits.length === 0)
      return answered(
        `No tool fits "${query.slice(0, 200)}". Say in other words what should be done, and with what.`,
      );
    const count = group === undefined ? tools.length : (groups.get(group) ?? 0);
    let room = mostWhole;
    const lines = hits.flatMap((hit, place) => {
      const tool = tools[hit.at];
      if (tool === undefined) return [];
      const definition = tool.definition();
      const whole = JSON.stringify(definition['inputSchema'] ?? {});
      const isWhole = place < wholeHits && whole.length <= room;
      if (isWhole) room -= whole.length;
      const schema = isWhole ? `\n   inputSchema: ${whole}` : '';
      return [`${place + 1}. ${lineOf(tool, definition)}${usedFirst(hit)}${schema}`];
    });
    return answered(
      `${lines.length} of ${count} tools. Call one with call_tool; describe_tools tells all about one.\n\n${lines.join('\n')}`,
    );
  };

  const usedFirst = ({ neededBy }: Hit): string => {
    const tool = neededBy === undefined ? undefined : tools[neededBy];
    return tool === undefined ? '' : `\n   Finds what ${tool.name} needs to know.`;
  };

  const describe = ({ names }: z.output<typeof describeSchema>): Found => {
    const found = names.map((name) => {
      const tool = byName.get(name);
      return tool === undefined ? unknownTool(name) : JSON.stringify(tool.definition());
    });
    return names.some((name) => byName.has(name)) ? answered(found.join('\n')) : refused(found.join('\n'));
  };

  /** Comparing letter by letter takes its time: what is of another length is not meant. */
  const namesLike = (name: string): readonly string[] =>
    [...byName.keys()].filter((known) => Math.abs(known.length - name.length) <= 4);

  const unknownTool = (name: string): string => {
    const meant = nearestName(name, namesLike(name));
    const hint = meant === undefined ? 'Look for it with search_tools.' : `Did you mean "${meant}"?`;
    return `There is no tool "${name.slice(0, 100)}". ${hint}`;
  };

  const call = ({ name, arguments: given }: z.output<typeof callSchema>): Found =>
    byName.has(name) ? { kind: 'call', name, arguments: given } : refused(unknownTool(name));

  const take = <Schema extends z.ZodType>(
    schema: Schema,
    given: Values,
    use: (input: z.output<Schema>) => Found,
  ): Found => {
    const parsed = schema.safeParse(given);
    if (parsed.success) return use(parsed.data);
    return refused(`Nothing was done. Change these and call again:\n${problemsOf(parsed.error)}`);
  };

  return {
    definitions: findingTools(tools),
    handle: (name, given) => {
      if (name === 'search_tools') return take(searchSchema, given, search);
      if (name === 'describe_tools') return take(describeSchema, given, describe);
      return name === 'call_tool' ? take(callSchema, given, call) : undefined;
    },
  };
};

const answered = (text: string): Found => ({
  kind: 'answer',
  result: { content: [{ type: 'text', text }] },
});

const refused = (text: string): Found => ({
  kind: 'answer',
  result: { content: [{ type: 'text', text }], isError: true },
});
