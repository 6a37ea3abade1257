import { z } from 'zod';
import type { Tx } from '../../../platform/db/open.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { lineDiff } from '../../../core/line-diff.ts';
import { unifiedDiff } from '../../unified-diff.ts';
import type { Resource } from '../../resources/resource.ts';
import { readResources } from '../../resources/store-resources.ts';
import { flowNameSchema, numberSchema } from '../../shapes.ts';
import { readDraft, requireFlow } from '../../store-flows.ts';
import { requireVersion } from '../../store-versions.ts';

const side = z.union([z.enum(['draft', 'published']), numberSchema]);

export const diffFlow = () =>
  hubOperation({
    name: 'flows.diff',
    summary: 'What differs between two texts of a flow',
    description:
      'Of two versions also what differs at the addresses that they take something from; a draft has fetched nothing yet.',
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
      const parts = partsOf(`${name}.yaml`, { before, after }).map(({ file, texts }) => {
        const lines = lineDiff(...texts);
        const labels = { from: `${file} (${before.label})`, to: `${file} (${after.label})` };
        return { lines, text: unifiedDiff(lines, labels) };
      });
      const lines = parts.flatMap((part) => part.lines);
      return {
        from: before.label,
        to: after.label,
        added: lines.filter(({ kind }) => kind === 'added').length,
        removed: lines.filter(({ kind }) => kind === 'removed').length,
        text: parts.map(({ text }) => text).join(''),
      };
    },
  });

interface Side {
  readonly label: string;
  readonly text: string;
  /** Null: nothing was fetched. */
  readonly resources: readonly Resource[] | null;
}

interface Part {
  readonly file: string;
  readonly texts: [before: string, after: string];
}

/** The flow's own text, then what stands at each address that one of the two takes something from. */
const partsOf = (file: string, { before, after }: { before: Side; after: Side }): Part[] => {
  const own: Part = { file, texts: [before.text, after.text] };
  if (before.resources === null || after.resources === null) return [own];
  const parts = new Map<string, Part>();
  for (const [at, { resources }] of [before, after].entries())
    for (const { address, mark, kind, text } of resources ?? []) {
      const part = parts.get(`${address} ${mark}`) ?? { file: address, texts: ['', ''] };
      part.texts[at] = kind === 'flow' ? `version ${text}` : text;
      parts.set(`${address} ${mark}`, part);
    }
  return [own, ...[...parts.values()].toSorted((one, other) => (one.file < other.file ? -1 : 1))];
};

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
  if (which === 'draft')
    return { label: 'draft', text: (await readDraft(tx, spaceId, name)).text, resources: null };
  const number = which === 'published' ? inUse : which;
  if (number === null) return { label: 'nothing', text: '', resources: [] };
  const { text } = await requireVersion(tx, spaceId, { name, number });
  return { label: `version ${number}`, text, resources: await readResources(tx, spaceId, { name, number }) };
};
