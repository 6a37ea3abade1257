import { z } from 'zod';
import type { Tx } from '../../../platform/db/open.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { contentDiff } from '../../toolsets/content-diff.ts';
import { contentSchema, toolSchema, type ToolsetContent } from '../../toolsets/content.ts';
import { nameShape, numberSchema } from '../../toolsets/shapes.ts';
import { readDraft, requireToolset } from '../../toolsets/store-toolsets.ts';
import { requireVersion } from '../../toolsets/store-versions.ts';

const side = z.union([z.enum(['draft', 'published']), numberSchema]);

export const diffToolset = () =>
  hubOperation({
    name: 'toolsets.diff',
    summary: 'What differs between two contents of a toolset',
    access: 'toolsets.read',
    http: { method: 'GET', path: '/api/toolsets/{name}/diff' },
    input: z.strictObject({
      ...nameShape,
      from: side.default('published').describe('`draft`, `published` or a number.'),
      to: side.default('draft').describe('`draft`, `published` or a number.'),
    }),
    output: z.strictObject({
      from: z.string(),
      to: z.string(),
      added: z.array(toolSchema),
      removed: z.array(toolSchema),
      changed: z.array(z.strictObject({ name: z.string(), before: toolSchema, after: toolSchema })),
      settings: z.array(z.strictObject({ field: z.string(), before: z.unknown(), after: z.unknown() })),
    }),
    run: async ({ name, from, to }, { tx, spaceId }) => {
      const inUse = (await requireToolset(tx, spaceId, name)).published?.number ?? null;
      const read = (which: z.output<typeof side>) => readSide({ tx, spaceId }, { name, which, inUse });
      const [before, after] = [await read(from), await read(to)];
      const { added, removed, changed, settings } = contentDiff(before.content, after.content);
      return {
        ...{ from: before.label, to: after.label },
        ...{ added: [...added], removed: [...removed], changed: [...changed], settings: [...settings] },
      };
    },
  });

interface Side {
  readonly label: string;
  readonly content: ToolsetContent & { readonly title: string };
}

/** What was never published has no tools. */
const readSide = async (
  { tx, spaceId }: { readonly tx: Tx; readonly spaceId: string },
  wanted: { readonly name: string; readonly which: z.output<typeof side>; readonly inUse: number | null },
): Promise<Side> => {
  const { name, which, inUse } = wanted;
  const number = which === 'published' ? inUse : which;
  if (number === null) return { label: 'nothing', content: { ...contentSchema.parse({}), title: '' } };
  const { title, text } =
    number === 'draft'
      ? await readDraft(tx, spaceId, name)
      : await requireVersion(tx, spaceId, { name, number });
  return {
    label: number === 'draft' ? number : `version ${number}`,
    content: { ...contentSchema.parse(JSON.parse(text)), title },
  };
};
