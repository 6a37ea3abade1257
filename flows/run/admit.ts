import { hash } from 'node:crypto';
import { HubError } from '../../core/errors.ts';
import type { Fact } from '../../core/event.ts';
import type { EventBus, Vault } from '../../core/ports.ts';
import type { Tx } from '../../platform/db/open.ts';
import { newId } from '../../platform/ids.ts';
import { applyOne } from '../engine/apply-one.ts';
import type { Program } from '../engine/program.ts';
import { noVariables, type VariableSet } from '../variables/variable-set.ts';
import { lifecycleOf } from './lifecycle.ts';
import { openPrivacy, type Privacy } from './privacy.ts';
import { sealedPlace } from './sealed-place.ts';
import { admitNext, cancelOlder, lockOrder, underWay, type OverAtOnce } from './store-order.ts';
import { queueRun } from './store-runs.ts';

export interface Wish {
  readonly spaceId: string;
  readonly flow: string;
  readonly version: number;
  readonly program: Program;
  readonly input: unknown;
  /** Those that it begins with, even where it has to wait for its turn. */
  readonly variables: VariableSet | null;
  readonly vault: Pick<Vault, 'seal'>;
  readonly events: EventBus<Tx>;
  readonly trigger: string;
  /** A second wish with the same key makes no second run. */
  readonly triggerKey?: string;
  readonly draft?: string;
  readonly parent?: { readonly runId: string; readonly key: string };
}

/**
 * A run into the database, for whoever takes it up, in its turn among those of its key. Null: this trigger has had its run.
 */
export const admit = async (tx: Tx, wish: Wish): Promise<string | null> => {
  const { spaceId, flow, program } = wish;
  const { concurrency } = program.document;
  const runId = newId('run');
  // Nobody may ever run it: what is sensitive is masked from the beginning.
  const privacy = openPrivacy({
    program,
    secrets: {},
    kept: null,
    seal: (text) => wish.vault.seal(sealedPlace({ spaceId, runId }), text),
  });
  privacy.input(wish.input);
  const queued = {
    runId,
    spaceId,
    flow,
    version: wish.version,
    trigger: wish.trigger,
    triggerKey: wish.triggerKey ?? null,
    parentRun: wish.parent?.runId ?? null,
    parentKey: wish.parent?.key ?? null,
    input: privacy.mask(JSON.stringify(wish.input ?? null)),
    sealed: await privacy.unsealed(),
    draft: wish.draft ?? null,
    variables: wish.variables?.number ?? null,
  };
  if (concurrency === null) {
    return (await queueRun(tx, { ...queued, orderKey: null, ready: true })) ? runId : null;
  }
  const place = { spaceId, flow, orderKey: shownKey(orderKeyOf(wish), privacy) };
  await lockOrder(tx, place);
  if (concurrency.policy === 'reject' && (await underWay(tx, place)) >= concurrency.max) {
    throw new HubError(
      'conflict',
      `"${flow}" has as many runs under way for ${JSON.stringify(place.orderKey)} as it may have: ${concurrency.max}. Try again when one is over.`,
    );
  }
  const over = concurrency.policy === 'replace' ? await cancelOlder(tx, place) : [];
  if (!(await queueRun(tx, { ...queued, orderKey: place.orderKey, ready: false }))) return null;
  await admitNext(tx, place, concurrency.max);
  await wish.events.publish(
    tx,
    spaceId,
    over.flatMap((one) => cancelledFacts(wish, one)),
  );
  return runId;
};

const cancelledFacts = ({ program }: Wish, { runId, endedAt }: OverAtOnce): readonly Fact[] => {
  const told = { runId, mode: 'durable', privacy: { mask: (json: string) => json } } as const;
  const end = { status: 'cancelled', reason: '' } as const;
  return lifecycleOf(program.document, told).ended(end, endedAt.getTime());
};

/**
 * By a number of its own kind where it is sensitive, or no text for the database, in whose transaction others begin runs too:
 * runs of one key still find each other.
 */
const shownKey = (key: string, { mask }: Privacy): string =>
  JSON.parse(mask(JSON.stringify(key))) === key && !key.includes('\u0000')
    ? key
    : `#${hash('sha256', key, 'hex')}`;

const orderKeyOf = ({ program, input, variables }: Wish): string => {
  if (program.concurrencyKey === null) return '';
  const value = applyOne(program.concurrencyKey, input, (variables ?? noVariables).values);
  return typeof value === 'string' ? value.slice(0, 500) : JSON.stringify(value).slice(0, 500);
};
