import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { ToolsetDeps } from '../../toolsets/deps.ts';
import { toolsetsChanged } from '../../toolsets/known-toolsets.ts';
import { nameShape } from '../../toolsets/shapes.ts';
import { readPins, renewPins } from '../../toolsets/store-pins.ts';
import { countUp, lockToolset, requireToolset } from '../../toolsets/store-toolsets.ts';
import { writer } from '../../toolsets/writer.ts';

const schema = z.union([z.boolean(), z.record(z.string(), z.unknown())]);
const seenSchema = z.strictObject({
  title: z.string(),
  description: z.string(),
  input: schema,
  definitions: z.record(z.string(), schema),
  cut: z.boolean().describe('There were more definitions than are kept to be compared.'),
});

export const listChanges = ({ db, callables }: Pick<ToolsetDeps, 'db' | 'callables'>) =>
  hubOperation({
    name: 'toolsets.changes',
    summary: 'What stands behind the tools of a toolset and is not as somebody approved it',
    description: 'Its tools are not offered before somebody approves what it has become.',
    access: 'toolsets.read',
    transaction: 'none',
    http: { method: 'GET', path: '/api/toolsets/{name}/changes' },
    input: z.strictObject(nameShape),
    output: z.strictObject({
      items: z.array(
        z.strictObject({
          operation: z.string(),
          state: z.enum(['changed', 'missing']),
          hash: z.string().nullable().describe('Of what it is now: to approve this and nothing else.'),
          approved: z.strictObject({ by: z.string(), byName: z.string(), at: z.iso.datetime() }),
          before: seenSchema,
          after: seenSchema.nullable(),
        }),
      ),
    }),
    run: async ({ name }, { spaceId }) => {
      const { blockedOperations } = await import('../../toolsets/blocked.ts');
      const items = await db.readInSpace(spaceId, async (tx) => {
        await requireToolset(tx, spaceId, name);
        return blockedOperations(callables, tx, { spaceId, toolset: name });
      });
      return {
        items: items.map((item) => ({
          ...item,
          before: shown(item.before),
          after: item.after && shown(item.after),
        })),
      };
    },
  });

type Shown = z.input<typeof seenSchema>;

const shown = ({
  input,
  definitions,
  ...seen
}: Readonly<Omit<Shown, 'input' | 'definitions'>> & {
  readonly input: boolean | Readonly<Record<string, unknown>>;
  readonly definitions: Readonly<Record<string, boolean | Readonly<Record<string, unknown>>>>;
}): Shown => ({
  ...seen,
  input: copied(input),
  definitions: Object.fromEntries(Object.entries(definitions).map(([name, one]) => [name, copied(one)])),
});

const copied = (one: boolean | Readonly<Record<string, unknown>>): boolean | Record<string, unknown> =>
  typeof one === 'boolean' ? one : { ...one };

export const approveChanges = ({ hints, callables }: Pick<ToolsetDeps, 'hints' | 'callables'>) =>
  hubOperation({
    name: 'toolsets.approve',
    summary: 'Offer tools again that were blocked because what stands behind them has changed',
    access: 'toolsets.publish',
    http: { method: 'POST', path: '/api/toolsets/{name}/approve' },
    input: z.strictObject({
      ...nameShape,
      operations: z
        .array(
          z.strictObject({
            operation: z.string().min(1).max(300),
            hash: z.string().min(1).max(100).describe('As `toolsets.changes` showed it.'),
          }),
        )
        .min(1)
        .max(5_000),
    }),
    output: z.strictObject({ approved: z.array(z.string()) }),
    run: async ({ name, operations }, context) => {
      const { tx, spaceId, caller } = context;
      const { pinHash, pinOf } = await import('../../toolsets/pin.ts');
      await requireToolset(tx, spaceId, name);
      const pinned = new Set((await readPins(tx, spaceId, name)).map((pin) => pin.operation));
      const stranger = operations.find(({ operation }) => !pinned.has(operation));
      if (stranger !== undefined)
        throw new HubError(
          'input_invalid',
          `The toolset "${name}" in use has no tool of "${stranger.operation}".`,
        );
      const found = await callables.findAll(
        spaceId,
        operations.map(({ operation }) => operation),
      );
      const pins = operations.map(({ operation, hash }, at) => {
        const callable = found[at] ?? null;
        if (callable === null)
          throw new HubError(
            'conflict',
            `"${operation}" is not there any more: take its tools out of the toolset.`,
          );
        if (pinHash(callable) !== hash)
          throw new HubError(
            'conflict',
            `"${operation}" has changed again since you looked at it. Look at it once more.`,
          );
        return pinOf(callable);
      });
      await lockToolset(tx, spaceId, name);
      await renewPins(tx, spaceId, { toolset: name, pins, ...writer(caller) });
      await countUp(tx, spaceId, name);
      tx.afterCommit(() => hints.broadcast(toolsetsChanged));
      const approved = pins.map(({ operation }) => operation);
      await context.publish({
        type: 'toolset.tools.approved',
        subject: name,
        data: { toolset: name, operations: approved },
      });
      context.audit(name, { operations: operations.map(({ operation, hash }) => ({ operation, hash })) });
      return { approved };
    },
  });
