import type { ReactNode } from 'react';

export interface Column<Item> {
  readonly name: string;
  readonly header: string;
  /** The field the hub sorts by, where it can. */
  readonly sort?: string;
  /** A CSS width; the first column takes what is left. */
  readonly width?: string;
  /** Left out where the list is beside a detail that shows it as well. */
  readonly minor?: true;
  render(item: Item): ReactNode;
}

export interface RowAction<Item> {
  readonly label: string;
  readonly icon: ReactNode;
  readonly dangerous?: boolean;
  run(item: Item): void;
}
