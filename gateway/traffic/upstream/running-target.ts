import type { PoolUse } from '../../../platform/egress/pools.ts';
import { readTarget, type Target } from '../../../platform/egress/target.ts';
import type { Clock } from '../../../core/ports.ts';
import type { ServiceTarget } from '../document/service-document.ts';
import type { Destination, Outcome } from '../forward/destination.ts';
import { Breaker, type BreakerRules } from './breaker.ts';
import { textHash } from './text-hash.ts';
import { verdictOf, type Verdict } from './verdict.ts';

export interface TargetOptions {
  readonly clock: Clock;
  readonly use: PoolUse | undefined;
  readonly breaker: BreakerRules | undefined;
  readonly maxConnections: number;
  /** After each try, when its place is free again. */
  ended(target: RunningTarget, verdict: Verdict, now: number): void;
  /** Its breaker has opened. */
  opened(target: RunningTarget): void;
}

export interface ProbeNote {
  readonly at: Date;
  readonly good: boolean;
  /** The status, or why there was none. */
  readonly answer: string;
  readonly ms: number;
}

/** One address of a service, with what is known of it in this process. A class: it is what each request changes. */
export class RunningTarget implements Destination {
  readonly url: string;
  readonly target: Target;
  readonly basePath: string;
  readonly use: PoolUse | undefined;
  readonly weight: number;
  readonly breaker: Breaker | null;
  /** The same for the same address in every process and every version of the document. */
  readonly seed: number;
  active = 0;
  requests = 0;
  failures = 0;
  /** The last one of which something is known. */
  lastFailed = false;
  /** As the checks see it. */
  healthy = true;
  lastProbe: ProbeNote | null = null;
  ejectedUntil = 0;
  /** What its turn is decided by, of the balance in use. */
  turn = 0;
  readonly #options: TargetOptions;

  constructor({ url, weight }: ServiceTarget, options: TargetOptions) {
    this.url = url;
    this.target = readTarget(url);
    this.basePath = this.target.url.pathname.replace(/\/+$/, '');
    this.use = options.use;
    this.weight = weight;
    this.breaker = options.breaker === undefined ? null : new Breaker(options.breaker);
    this.seed = textHash(url);
    this.#options = options;
  }

  /** May be sent to, as far as is known. */
  isUp(now: number): boolean {
    return (
      this.weight > 0 &&
      this.healthy &&
      this.ejectedUntil <= now &&
      (this.breaker === null || this.breaker.lets(now))
    );
  }

  hasRoom(): boolean {
    return this.active < this.#options.maxConnections;
  }

  /** When it may be up again; null when that is for the checks to find out. */
  upAt(now: number): number | null {
    if (this.weight === 0 || !this.healthy) return null;
    return Math.max(this.ejectedUntil, this.breaker?.letsAt(now) ?? now);
  }

  began(): void {
    this.active += 1;
    this.requests += 1;
    if (this.breaker !== null) this.breaker.began(this.#options.clock.monotonic());
  }

  ended(outcome: Outcome): void {
    this.active -= 1;
    const verdict = verdictOf(outcome);
    if (verdict === 'bad') this.failures += 1;
    if (verdict !== 'none') this.lastFailed = verdict === 'bad';
    const now = this.#options.clock.monotonic();
    if (this.breaker !== null) {
      if (verdict === 'none') this.breaker.gaveUp(now - outcome.ms);
      else if (this.breaker.ended(verdict === 'bad', now, now - outcome.ms)) this.#options.opened(this);
    }
    this.#options.ended(this, verdict, now);
  }
}
