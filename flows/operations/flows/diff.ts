import { z } from 'zod';
import type { Tx } from '../../../platform/db/open.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { lineDiff, unifiedDiff } from '../../line-diff.ts';
import { flowNameSchema, numberSchema } from '../../shapes.ts';
import { readDraft, requireFlow } from '../../store-flows.ts';
import { requireVersion } from '../../store-versions.ts';

const side = z.union([z.enum(['draft', 'published']), numberSchema]);

export const diffFlow = () =>
  hubOperation({
    name: 'flows.diff',
    summary: 'What differs between two texts of a flow',
    access: 'flows.read',
    http: { method: 'GET', path: '/api/flows/{name}/diff' },
    input: z.strictObject({
      name: flowNameSchema,
      from: side.default('published').describe('`draft`, `published` or a number.'),
      to: side.default('draft').describe('`draft`, `published` or a number.'),
    }),
    output: z.strictObject({
      from: z.string(),
      to: z.string(),
      added: z.number().int(),
      removed: z.number().int(),
      text: z.string().describe('As `diff -u` writes it; empty when the lines are the same.'),
    }),
    run: async ({ name, from, to }, { tx, spaceId }) => {
      const flow = await requireFlow(tx, spaceId, name);
      const inUse = flow.published?.number ?? null;
      const read = (which: z.output<typeof side>) => readSide({ tx, spaceId }, { name, which, inUse });
      const [before, after] = [await read(from), await read(to)];
      const lines = lineDiff(before.text, after.text);
      return {
        from: before.label,
        to: after.label,
        added: lines.filter(({ kind }) => kind === 'added').length,
        removed: lines.filter(({ kind }) => kind === 'removed').length,
        text: unifiedDiff(lines, {
          from: `${name}.yaml (${before.label})`,
          to: `${name}.yaml (${after.label})`,
        }),
      };
    },
  });

interface Side {
  readonly label: string;
  readonly text: string;
}

/** What was never published has no lines. */
const readSide = async (
  { tx, spaceId }: { readonly tx: Tx; readonly spaceId: string },
  side: {
    readonly name: string;
    readonly which: 'draft' | 'published' | number;
    readonly inUse: number | null;
  },
): Promise<Side> => {
  const { name, which, inUse } = side;
  if (which === 'draft') return { label: 'draft', text: (await readDraft(tx, spaceId, name)).text };
  const number = which === 'published' ? inUse : which;
  if (number === null) return { label: 'nothing', text: '' };
  return { label: `version ${number}`, text: (await requireVersion(tx, spaceId, { name, number })).text };
};
