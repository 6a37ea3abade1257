/** So many retries are let through before there were any requests: a service that is seldom called has them as well. */
const atFirst = 3;
/** More are never saved up, so that a long good time does not end in a storm. */
const most = 20;

/** Counts retries against requests: when everything fails, retrying everything would be what keeps it down. */
export class RetryBudget {
  readonly #share: number;
  #left = atFirst;

  constructor(share: number) {
    this.#share = share;
  }

  request(): void {
    if (this.#left < most) this.#left += this.#share;
  }

  /** False when too many of the last requests were retries. */
  take(): boolean {
    // Five shares of 0.2 are a little less than 1 in binary.
    if (this.#left < 1 - 1e-9) return false;
    this.#left -= 1;
    return true;
  }
}
