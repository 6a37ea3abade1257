import { createHash } from 'node:crypto';
import type { LookUp, ResourceKind, Wanted } from '../document/elsewhere.ts';

/** A text that a flow takes from an address, as it was when it was fetched. A published version keeps it for ever. */
export interface Resource {
  readonly kind: ResourceKind;
  readonly address: string;
  /** Tells apart what one address gives to those who show it different credentials; empty where it asks for none. */
  readonly mark: string;
  readonly text: string;
  readonly digest: string;
  /** An instant. */
  readonly fetchedAt: string;
}

export const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

export const markOf = ({ authentication }: Wanted): string =>
  authentication === null ? '' : createHash('sha256').update(JSON.stringify(authentication)).digest('hex');

export const keyOf = (wanted: Wanted): string => `${wanted.address} ${markOf(wanted)}`;

/** For a version that has all that it needs: nothing is fetched. */
export const lookUpIn = (resources: readonly Resource[]): LookUp => {
  const held = new Map(resources.map((one) => [`${one.address} ${one.mark}`, one]));
  return (wanted) =>
    held.get(keyOf(wanted)) ?? {
      problem: `What stood at ${wanted.address} was not kept with this version. Publish it again.`,
    };
};

/** Nothing that a run could tell apart. */
export const sameResources = (one: readonly Resource[], other: readonly Resource[]): boolean => {
  const said = (all: readonly Resource[]) =>
    JSON.stringify(all.map(({ address, mark, digest }) => `${address} ${mark} ${digest}`).toSorted());
  return said(one) === said(other);
};

/** As the API shows them. The text is in the diff of two versions. */
export const shownResources = (resources: readonly Resource[]) =>
  resources.map(({ kind, address, digest, text, fetchedAt }) => ({
    ...{ kind, address, digest, fetchedAt },
    bytes: Buffer.byteLength(text),
  }));
