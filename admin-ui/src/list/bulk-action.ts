import type { ReactNode } from 'react';

/** Something that can be done to many entries at once. */
export interface BulkAction<Item> {
  readonly name: string;
  readonly icon: ReactNode;
  readonly dangerous?: boolean;
  /** "Revoke 3 keys": the button, and the question. */
  label(count: number): string;
  /** "3 keys are revoked". */
  done(count: number): string;
  /** What it means, for whoever is asked. */
  readonly text: string;
  applies(item: Item): boolean;
  run(item: Item): Promise<unknown>;
}
