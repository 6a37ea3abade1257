export interface BreakerRules {
  readonly windowMs: number;
  readonly minRequests: number;
  readonly failureShare: number;
  readonly openMs: number;
}

const slices = 10;
/** An answer may go on for hours: after this long the trial holds back no other one. */
const trialMs = 10_000;

/**
 * Lets nothing through to an address that fails too often, then one request to see whether it is well again. Time is
 * given, never asked for. A class, because it is looked at for each request.
 */
export class Breaker {
  readonly #rules: BreakerRules;
  readonly #sliceMs: number;
  readonly #requests = new Float64Array(slices);
  readonly #failures = new Float64Array(slices);
  /** Number of the slice of time that was counted in last. */
  #slice = 0;
  #openUntil: number | null = null;
  #trialBegan: number | null = null;

  constructor(rules: BreakerRules) {
    this.#rules = rules;
    this.#sliceMs = rules.windowMs / slices;
  }

  lets(now: number): boolean {
    if (this.#openUntil === null) return true;
    if (now < this.#openUntil) return false;
    return this.#trialBegan === null || now - this.#trialBegan > trialMs;
  }

  state(now: number): 'closed' | 'open' | 'half-open' {
    if (this.#openUntil === null) return 'closed';
    return now < this.#openUntil ? 'open' : 'half-open';
  }

  /** When the next request may pass; `now` or before when one may. */
  letsAt(now: number): number {
    if (this.lets(now)) return now;
    return now < (this.#openUntil ?? now) ? (this.#openUntil ?? now) : (this.#trialBegan ?? now) + trialMs;
  }

  began(now: number): void {
    if (this.#openUntil !== null && now >= this.#openUntil) this.#trialBegan = now;
  }

  /** The trial said nothing: another one is needed. */
  gaveUp(startedAt: number): void {
    if (this.#isTrial(startedAt)) this.#trialBegan = null;
  }

  /** True when this opened it. */
  ended(bad: boolean, now: number, startedAt: number): boolean {
    if (this.#openUntil !== null) {
      // What began before it opened says nothing new.
      if (!this.#isTrial(startedAt)) return false;
      this.#trialBegan = null;
      if (bad) this.#openUntil = now + this.#rules.openMs;
      else this.#close();
      return bad;
    }
    this.#moveTo(now);
    const at = this.#slice % slices;
    this.#requests[at] = (this.#requests[at] ?? 0) + 1;
    if (!bad) return false;
    this.#failures[at] = (this.#failures[at] ?? 0) + 1;
    const requests = sum(this.#requests);
    if (requests < this.#rules.minRequests) return false;
    if (sum(this.#failures) / requests < this.#rules.failureShare) return false;
    this.#openUntil = now + this.#rules.openMs;
    return true;
  }

  #isTrial(startedAt: number): boolean {
    // Starts are not exact, but what began before it opened began longer ago than that.
    return this.#trialBegan !== null && startedAt >= this.#trialBegan - this.#rules.openMs / 2;
  }

  #close(): void {
    this.#openUntil = null;
    this.#requests.fill(0);
    this.#failures.fill(0);
  }

  /** Forgets what is older than the window. */
  #moveTo(now: number): void {
    const slice = Math.floor(now / this.#sliceMs);
    if (slice === this.#slice) return;
    const passed = Math.min(slices, Math.max(0, slice - this.#slice));
    for (let step = 1; step <= passed; step++) {
      this.#requests[(slice - passed + step) % slices] = 0;
      this.#failures[(slice - passed + step) % slices] = 0;
    }
    this.#slice = slice;
  }
}

const sum = (counts: Float64Array): number => {
  let all = 0;
  for (let at = 0; at < slices; at++) all += counts[at] ?? 0;
  return all;
};
