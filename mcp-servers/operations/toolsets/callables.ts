import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { ToolsetDeps } from '../../toolsets/deps.ts';

const summaryShape = {
  name: z.string(),
  origin: z.enum(['openapi', 'typescript', 'mcp', 'flow', 'hub']),
  group: z.string().describe('The connector, `flow`, or the noun of an operation of the hub.'),
  title: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  hints: z.strictObject({ readOnly: z.boolean(), idempotent: z.boolean(), destructive: z.boolean() }),
  permission: z.string(),
};
const summarySchema = z.strictObject({
  ...summaryShape,
  usedBy: z.number().int().describe('How many flows in use call it.'),
});
const schema = z.union([z.boolean(), z.record(z.string(), z.unknown())]);

interface Summary {
  readonly name: string;
  readonly origin: z.input<typeof summarySchema>['origin'];
  readonly group: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly hints: z.input<typeof summarySchema>['hints'];
  readonly permission: string;
}

const shown = ({ name, origin, group, title, description, tags, hints, permission }: Summary) => {
  const { readOnly, idempotent, destructive } = hints;
  return {
    name,
    origin,
    group,
    title,
    description,
    tags: [...tags],
    hints: { readOnly, idempotent, destructive },
    permission,
  };
};

const mostInPage = 5_000;

export const listCallables = ({ db, callables, uses }: Pick<ToolsetDeps, 'db' | 'callables' | 'uses'>) =>
  hubOperation({
    name: 'callables.list',
    summary: 'All that can be a tool: operations of connectors, flows, operations of the hub',
    access: 'toolsets.read',
    transaction: 'none',
    http: { method: 'GET', path: '/api/callables' },
    input: z.strictObject({
      limit: z.coerce.number().int().min(1).max(mostInPage).default(1_000).describe('How many at most.'),
      cursor: z.string().min(1).max(300).optional().describe('The `next` of the page before.'),
      group: z.string().min(1).max(100).optional().describe('A connector, `flow`, or a noun of the hub.'),
      hub: z.stringbool().default(true).describe('Whether the operations of the hub are among them.'),
      q: z
        .string()
        .trim()
        .max(200)
        .optional()
        .describe('Words that all stand in the name, the title, the description or a tag.'),
    }),
    output: z.strictObject({ items: z.array(summarySchema), next: z.string().nullable() }),
    run: async ({ limit, cursor, group, hub, q }, { spaceId }) => {
      const all = await callables.list(spaceId, { hub, ...(group !== undefined && { group }) });
      const words = (q ?? '')
        .toLowerCase()
        .split(/\s+/)
        .filter((word) => word !== '');
      const found = all
        .filter((one) => words.length === 0 || isAbout(one, words))
        .toSorted((one, other) => (one.name < other.name ? -1 : 1))
        .filter(({ name }) => cursor === undefined || name > cursor);
      const items = found.slice(0, limit);
      const counts = await db.readInSpace(spaceId, (tx) => uses.countFlows(tx, spaceId));
      const counted = items.map((one) => ({ ...shown(one), usedBy: counts.get(one.name) ?? 0 }));
      return { items: counted, next: found.length > limit ? (items.at(-1)?.name ?? null) : null };
    },
  });

const isAbout = ({ name, title, description, tags }: Summary, words: readonly string[]): boolean => {
  const text = `${name} ${title} ${description} ${tags.join(' ')}`.toLowerCase();
  return words.every((word) => text.includes(word));
};

export const getCallable = ({ callables }: Pick<ToolsetDeps, 'callables'>) =>
  hubOperation({
    name: 'callables.get',
    summary: 'One of all that can be a tool, with its schemas and an example of its answer',
    access: 'toolsets.read',
    transaction: 'none',
    http: { method: 'GET', path: '/api/callables/{callable}' },
    input: z.strictObject({ callable: z.string().min(1).max(300) }),
    output: z.strictObject({
      ...summaryShape,
      input: schema,
      output: schema.nullable(),
      sample: z.unknown().describe('Made from the schema of the answer; null where there is none.'),
    }),
    run: async ({ callable: name }, { spaceId }) => {
      const found = await callables.find(spaceId, name);
      if (found === null) throw new HubError('not_found', `There is no operation "${name}" in this space.`);
      const { wholeCallable } = await import('../../toolsets/whole-callable.ts');
      return { ...shown(found), ...wholeCallable(found) };
    },
  });
