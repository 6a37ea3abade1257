import { z } from 'zod';
import { isObject } from '../../core/schema/plain.ts';
import type { Values } from '../serve/offer.ts';
import type { SearchedTool } from './searched-tool.ts';

/** The tools that stand in for a long list, as models see them, and what they take. */

const mostHits = 20;
const mostDescribed = 10;
const mostGroups = 40;

export const searchSchema = z.object({
  query: z
    .string()
    .trim()
    .min(1, 'is empty: say what should be done, such as "refund a payment"')
    .max(2_000)
    .describe('What should be done, and with what: "refund a payment of a customer".'),
  limit: z.number().int().min(1).max(mostHits).optional().describe('How many tools; 5 when left out.'),
  group: z.string().max(200).optional().describe('Only tools of this group.'),
});

export const describeSchema = z.object({
  names: z.array(z.string().max(200)).min(1).max(mostDescribed).describe('As search_tools names them.'),
});

export const callSchema = z.object({
  name: z.string().min(1).max(200).describe('As search_tools names it.'),
  arguments: z
    .preprocess((given) => fromText(given), z.record(z.string(), z.unknown()))
    .default({})
    .describe('What the tool takes.'),
});

/** Some models write an object as a text. */
const fromText = (given: unknown): unknown => {
  if (typeof given !== 'string') return given;
  try {
    return JSON.parse(given);
  } catch {
    return given;
  }
};

export const groupsOf = (tools: readonly SearchedTool[]): ReadonlyMap<string, number> => {
  const groups = new Map<string, number>();
  for (const { group } of tools) groups.set(group, (groups.get(group) ?? 0) + 1);
  return groups;
};

export const findingTools = (tools: readonly SearchedTool[]): readonly Values[] => {
  const groups = groupsOf(tools);
  const names = [...groups.keys()];
  const told = names
    .slice(0, mostGroups)
    .map((name) => `${name} (${groups.get(name) ?? 0})`)
    .join(', ');
  const more = names.length > mostGroups ? ` and ${names.length - mostGroups} more` : '';
  const isChoice = groups.size > 1;
  return [
    {
      name: 'search_tools',
      description:
        `Finds tools by what they do. There are ${tools.length}: ${told}${more}. ` +
        'Ask for one thing at a time, or for all that a task takes; the answer names what fits best, and what each takes.',
      inputSchema: inputOf(isChoice ? searchSchema : searchSchema.omit({ group: true })),
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    {
      name: 'describe_tools',
      description: 'Tells all about some tools: what each does, takes and answers.',
      inputSchema: inputOf(describeSchema),
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    {
      name: 'call_tool',
      description: 'Calls a tool that search_tools has found, with what it takes, and answers as it does.',
      inputSchema: inputOf(callSchema),
      annotations: tools.every(({ hints }) => hints.readOnly)
        ? { readOnlyHint: true }
        : { destructiveHint: tools.some(({ hints }) => hints.destructive) },
    },
  ];
};

const inputOf = (schema: z.ZodType): Values => {
  const { type, properties, required } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  // What may be read from a text has no shape of its own.
  const given = properties?.['arguments'];
  const shown = isObject(given)
    ? { ...properties, arguments: { type: 'object', description: given['description'] } }
    : properties;
  return { type, properties: shown, required };
};

export const problemsOf = ({ issues }: z.ZodError): string =>
  issues.map(({ path, message }) => `- ${path.join('.') || 'the arguments'}: ${message}`).join('\n');
