/** How many of something in a day or a month. */
export interface Quota {
  readonly spaceId: string;
  /** Of which policy, of which period, for whom. */
  readonly counter: string;
  readonly max: number;
  /** Of the period, in milliseconds since 1970. */
  readonly endsAt: number;
}

export interface QuotaVerdict {
  readonly allowed: boolean;
  readonly remaining: number;
}

/** Counts over all processes, and over crashes of the database. Never lets more than `max` through while that answers. */
export interface Quotas {
  /** One more; at once where this process holds some of what is left. */
  take(quota: Quota): QuotaVerdict | Promise<QuotaVerdict>;
}

/** What a process has of a quota. */
export interface Held {
  quota: Quota;
  /** Counted already, and not used yet. */
  permits: number;
  /** For everybody, when the database last answered. */
  left: number;
  /** Let through and not counted yet; below zero: to give back. */
  owed: number;
  /** Used up: before this instant nobody asks again. */
  refusedUntil: number;
  asking: Promise<void> | undefined;
}

export const nameOf = ({ spaceId, counter }: Pick<Quota, 'spaceId' | 'counter'>): string =>
  `${spaceId} ${counter}`;
