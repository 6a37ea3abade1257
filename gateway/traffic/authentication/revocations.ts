import type { RevocationList } from './revocation-list.ts';

/** Of the installation: what its authorities have revoked, for the pipelines of all spaces. */
export interface Revocations {
  lists(): readonly RevocationList[];
  /** Another number when they are others. */
  revision(): number;
}
