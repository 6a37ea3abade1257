import { HubError } from '../../core/errors.ts';
import type { Tx } from '../../platform/db/open.ts';
import { variableNames, type VariableUse } from '../engine/variable-uses.ts';
import type { UsePlace } from '../store-uses.ts';
import { currentNames } from './store-variables.ts';

/** Stands for any name: of flows that make the names as they run. */
const any = '*';

/**
 * What the version in use reads, in place of what the one before did. Whoever deletes a variable waits for this, or this
 * for them: no flow is published that reads one which is gone.
 */
export const replaceVariableUses = async (
  tx: Tx,
  { spaceId, flow }: UsePlace,
  uses: readonly VariableUse[],
): Promise<void> => {
  await tx.execute('delete from flow_variable_uses where space_id = $1 and flow = $2', [spaceId, flow]);
  if (uses.length === 0) return;
  await tx.query('select from flow_variable_heads where space_id = $1 for share', [spaceId]);
  const names = variableNames(uses);
  const there = new Set(await currentNames(tx, spaceId));
  const missing = names.find((name) => !there.has(name));
  if (missing !== undefined)
    throw new HubError('conflict', `The variable "${missing}" was deleted meanwhile. Set it, then publish.`);
  const noted = uses.some(({ name }) => name === null) ? [...names, any] : names;
  await tx.execute(
    'insert into flow_variable_uses (space_id, flow, name) select $1, $2, unnest($3::text[])',
    [spaceId, flow, noted],
  );
};
