import { isDeepStrictEqual } from 'node:util';
import { HubError } from '../../../core/errors.ts';
import type { Clock, Log } from '../../../core/ports.ts';
import { poolOptions } from '../../../platform/egress/pool-options.ts';
import type { PoolUse } from '../../../platform/egress/pools.ts';
import { targetsOf, type ServiceDocument } from '../document/service-document.ts';
import type { Exchange } from '../exchange.ts';
import type { Destination, ForwardTimes, Outcome, Upstream } from '../forward/destination.ts';
import { openBalance, type Balance } from './balance.ts';
import { startChecks, type Checks } from './health-checks.ts';
import { openOutliers, type Outliers } from './outliers.ts';
import type { Probe } from './probe.ts';
import { crossedItsEnd, openRetries, type Retries } from './retry.ts';
import { RunningTarget } from './running-target.ts';
import { stateOf, type ServiceState } from './service-state.ts';
import type { UpstreamMeters } from './upstream-meters.ts';
import { useOf } from './use-of.ts';
import { WaitingLine } from './waiting-line.ts';
import type { Verdict } from './verdict.ts';

export interface ServiceToRun {
  readonly spaceId: string;
  readonly name: string;
  readonly version: number;
  /** Checked, its secrets open. */
  readonly document: ServiceDocument;
}

export interface ServiceDeps {
  readonly log: Log;
  readonly clock: Clock;
  readonly meters: UpstreamMeters;
  readonly probe: Probe;
  readonly random: () => number;
  /** After this long without a request nobody looks after its addresses any more. */
  readonly unusedMs: number;
}

const usualTimes: ForwardTimes = { headersMs: 30_000, idleMs: 60_000, totalMs: 0 };
const usualLine = { max: 256, waitMs: 1_000 };

/** A service of a space in this process: which of its addresses a request goes to. A class: it is asked for each request. */
export class RunningService implements Upstream {
  readonly spaceId: string;
  readonly name: string;
  readonly times: ForwardTimes;
  readonly use: PoolUse | undefined;
  readonly #document: ServiceDocument;
  readonly #deps: ServiceDeps;
  readonly #log: Log;
  readonly #targets: readonly RunningTarget[];
  readonly #balance: Balance;
  readonly #line: WaitingLine;
  readonly #outliers: Outliers | null;
  readonly #retries: Retries | null;
  #version: number;
  #checks: Checks | null = null;
  #usedAt = 0;

  constructor(
    { spaceId, name, version, document }: ServiceToRun,
    deps: ServiceDeps,
    before?: RunningService,
  ) {
    const { outlier, retry, timeouts } = document;
    this.spaceId = spaceId;
    this.name = name;
    this.times = {
      headersMs: timeouts?.headersMs ?? usualTimes.headersMs,
      idleMs: timeouts?.idleMs ?? usualTimes.idleMs,
      totalMs: timeouts?.totalMs ?? usualTimes.totalMs,
    };
    this.#document = document;
    this.#version = version;
    this.#deps = deps;
    this.#log = deps.log.child({ spaceId, service: name });
    this.#balance = openBalance(document.balance);
    this.#line = new WaitingLine(name, document.queue ?? usualLine);
    // Neither ids nor names hold a space.
    this.use = useOf(document, `${spaceId} ${name}`);
    const { use } = this;
    this.#targets = targetsOf(document).map(
      (each) =>
        new RunningTarget(each, {
          clock: deps.clock,
          use,
          breaker: document.breaker,
          // As many as its pool has: more would wait inside of it, where no line has an end.
          maxConnections: use?.own?.connections ?? poolOptions.connections,
          ended: this.#ended,
          opened: this.#opened,
        }),
    );
    this.#outliers = outlier === undefined ? null : openOutliers(outlier, this.#targets, this.#ejected);
    this.#retries = retry === undefined ? null : openRetries(retry, deps.random);
    if (before !== undefined) this.#takeOver(before);
  }

  pick(exchange: Exchange, tried?: Destination): Destination | Promise<Destination> {
    const now = this.#deps.clock.monotonic();
    this.#usedAt = now;
    if (this.#checks === null && this.#document.health !== undefined) this.#startChecks();
    this.#retries?.budget.request();
    const chosen = this.#choose(exchange, now, tried);
    if (chosen !== null) {
      if (this.#line.length === 0) return chosen;
      // Others came first. There is room, so that the first of them may go.
      this.#line.next();
    } else if (!this.#targets.some((target) => target.isUp(now))) throw this.#allOut(now);
    return this.#wait(exchange, tried);
  }

  retryIn(exchange: Exchange, retried: number, outcome: Outcome): number | null {
    const delay = crossedItsEnd(exchange, retried, outcome)
      ? 0
      : (this.#retries?.after(exchange, retried, outcome) ?? null);
    if (delay !== null) this.#deps.meters.retries.add();
    return delay;
  }

  /** True when another document says the same: then this one goes on with what it knows. */
  isOf(document: ServiceDocument): boolean {
    return isDeepStrictEqual(this.#document, document);
  }

  renumber(version: number): void {
    this.#version = version;
  }

  state(): ServiceState {
    const { spaceId, name } = this;
    return stateOf(this.#targets, {
      spaceId,
      name,
      version: this.#version,
      waiting: this.#line.length,
      checked: this.#checks !== null,
      now: this.#deps.clock.monotonic(),
    });
  }

  /** Nobody is looked after any more, until the next request. */
  rest(): void {
    this.#checks?.stop();
    this.#checks = null;
    // What was known grows old.
    for (const target of this.#targets) target.healthy = true;
  }

  #choose(exchange: Exchange, now: number, tried: Destination | undefined): RunningTarget | null {
    const [only] = this.#targets;
    if (this.#targets.length === 1 && only !== undefined)
      return only.hasRoom() && only.isUp(now) ? only : null;
    const not = tried instanceof RunningTarget ? tried : null;
    const chosen = this.#balance(this.#targets, { exchange, now, tried: not });
    if (chosen !== null || not === null) return chosen;
    return not.hasRoom() && not.isUp(now) ? not : null;
  }

  async #wait(exchange: Exchange, tried: Destination | undefined): Promise<Destination> {
    for (;;) {
      this.#deps.meters.waits.add();
      await this.#line.join(exchange);
      const now = this.#deps.clock.monotonic();
      const chosen = this.#choose(exchange, now, tried);
      if (chosen !== null) return chosen;
      if (!this.#targets.some((target) => target.isUp(now))) throw this.#allOut(now);
    }
  }

  #allOut(now: number): HubError {
    const soon = this.#targets.flatMap((target) => target.upAt(now) ?? []);
    const ms = soon.length > 0 ? Math.min(...soon) - now : (this.#document.health?.intervalMs ?? 10_000);
    return new HubError(
      'service_unavailable',
      `No address of "${this.name}" can be used at the moment: they failed too often, or their health checks did.`,
      { retryAfter: Math.max(1, Math.ceil(ms / 1000)) },
    );
  }

  readonly #ended = (target: RunningTarget, verdict: Verdict, now: number): void => {
    if (this.#outliers !== null && verdict !== 'none') this.#outliers.note(target, verdict === 'good', now);
    if (this.#line.length > 0) this.#line.next();
  };

  readonly #opened = (target: RunningTarget): void => {
    this.#deps.meters.outs.add({ reason: 'breaker' });
    this.#log.warn('address fails too often: nothing is sent to it for a while', {
      address: target.target.origin,
    });
  };

  readonly #ejected = (target: RunningTarget, ms: number): void => {
    this.#deps.meters.outs.add({ reason: 'outlier' });
    this.#log.warn('address is worse than the others: left out for a while', {
      address: target.target.origin,
      ms,
    });
  };

  #startChecks(): void {
    const { health } = this.#document;
    if (health === undefined) return;
    const { probe, clock, random, unusedMs } = this.#deps;
    this.#checks = startChecks(this.#targets, {
      ...{ rules: health, probe, clock, random },
      stillWanted: () => {
        if (clock.monotonic() - this.#usedAt < unusedMs) return true;
        this.rest();
        return false;
      },
      changed: (target) => {
        if (!target.healthy) this.#deps.meters.outs.add({ reason: 'health' });
        this.#log.warn(target.healthy ? 'address is well again' : 'address is not well: left out', {
          address: target.target.origin,
          answer: target.lastProbe?.answer,
        });
        if (target.healthy && this.#line.length > 0) this.#line.next();
      },
    });
  }

  /** Another version of the document: an address that is down does not come up by that. */
  #takeOver(before: RunningService): void {
    for (const target of this.#targets) {
      const same = before.#targets.find(({ url }) => url === target.url);
      if (same === undefined) continue;
      if (this.#document.health !== undefined) target.healthy = same.healthy;
      if (this.#document.outlier !== undefined) target.ejectedUntil = same.ejectedUntil;
    }
  }
}
