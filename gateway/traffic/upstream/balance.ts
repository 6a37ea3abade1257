import type { ServiceDocument } from '../document/service-document.ts';
import type { Exchange } from '../exchange.ts';
import type { RunningTarget } from './running-target.ts';
import { stickyKey, type StickyKey } from './sticky-key.ts';
import { mixed, textHash } from './text-hash.ts';

/** What may be chosen from at this moment. */
export interface Choice {
  readonly exchange: Exchange;
  readonly now: number;
  /** Was tried already: only taken when there is no other. */
  readonly tried: RunningTarget | null;
}

/** One that is up and has room, or null. */
export type Balance = (targets: readonly RunningTarget[], choice: Choice) => RunningTarget | null;

export const openBalance = (balance: ServiceDocument['balance']): Balance => {
  if (balance === undefined || balance === 'round-robin') return roundRobin;
  if (balance === 'least-busy') return leastBusy;
  return openSticky(stickyKey(balance === 'sticky' ? { by: 'consumer' } : balance.sticky));
};

const isFree = (target: RunningTarget, { now, tried }: Choice): boolean =>
  target !== tried && target.hasRoom() && target.isUp(now);

/**
 * Smooth weighted round robin: each earns its weight, the richest is taken and pays for all. Weights 5, 1, 1 come out as
 * a a b a c a a, never as five in a row. Canaries are those with little weight.
 */
const roundRobin: Balance = (targets, choice) => {
  let best: RunningTarget | null = null;
  let total = 0;
  for (const target of targets) {
    if (!isFree(target, choice)) continue;
    target.turn += target.weight;
    total += target.weight;
    if (best === null || target.turn > best.turn) best = target;
  }
  if (best !== null) best.turn -= total;
  return best;
};

/** The fewest requests under way for its weight; among equals the one whose turn is longest ago. */
const leastBusy: Balance = (targets, choice) => {
  let best: RunningTarget | null = null;
  let least = Infinity;
  let latest = 0;
  for (const target of targets) {
    if (target.turn > latest) latest = target.turn;
    if (!isFree(target, choice)) continue;
    const load = (target.active + 1) / target.weight;
    if (best === null || load < least || (load === least && target.turn < best.turn)) {
      best = target;
      least = load;
    }
  }
  if (best !== null) best.turn = latest + 1;
  return best;
};

/**
 * Rendezvous hashing: key and address together give a number, the highest one has it. When an address comes or goes, only
 * the keys that it gets or had move.
 */
const openSticky =
  (keyOf: StickyKey): Balance =>
  (targets, choice) => {
    const key = keyOf(choice.exchange);
    if (key === null) return roundRobin(targets, choice);
    const hash = textHash(key);
    let best: RunningTarget | null = null;
    let highest = -Infinity;
    for (const target of targets) {
      if (!isFree(target, choice)) continue;
      // The logarithm makes the shares those of the weights.
      const score = target.weight / -Math.log((mixed(hash, target.seed) + 0.5) / 0x1_0000_0000);
      if (score > highest) {
        best = target;
        highest = score;
      }
    }
    return best;
  };
