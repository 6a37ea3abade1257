import type { Tx } from '../../../platform/db/open.ts';
import type { KeyVault } from '../../../platform/vault/vault.ts';
import type { Language } from '../document/language.ts';
import type { DocumentProblem } from '../document/problems.ts';
import {
  isHidden,
  sealedIn,
  nameOfSealed,
  secretSpots,
  withValues,
  type Sealed,
  type SealedSpot,
  type SecretPart,
} from '../document/secrets.ts';
import { serviceSchema } from '../document/service-document.ts';
import { stepsOf } from '../document/steps.ts';
import type { DocumentKind } from './store.ts';

export type DocumentVault = Pick<KeyVault, 'seal' | 'open'>;

/** Whose secrets: they open in this document only. */
export interface Sealer {
  readonly vault: DocumentVault;
  readonly tx?: Tx;
  readonly spaceId: string;
  readonly id: string;
}

const placeOf = ({ spaceId, id }: Sealer) => ({
  spaceId,
  table: 'gateway_documents',
  column: 'document',
  row: id,
});

const openOne = async (sealer: Sealer, { sealed }: Sealed): Promise<unknown> =>
  JSON.parse(await sealer.vault.open(placeOf(sealer), sealed, sealer.tx)) as unknown;

const sealOne = async (sealer: Sealer, value: unknown): Promise<Sealed> => ({
  sealed: await sealer.vault.seal(placeOf(sealer), JSON.stringify(value), sealer.tx),
});

/** As it is compiled. Throws `secret_unreadable` when the vault cannot open one. */
export const openDocument = async (document: unknown, sealer: Sealer): Promise<unknown> => {
  const opened = new Map<string, unknown>();
  for (const { at, sealed } of sealedIn(document)) opened.set(at, await openOne(sealer, sealed));
  return withValues(document, opened);
};

const partsOf = (kind: DocumentKind, document: unknown, language: Language): SecretPart[] =>
  kind === 'service'
    ? [{ at: '', schema: serviceSchema }]
    : stepsOf(document).flatMap(({ policy, at }) => {
        const schema = language.policies.get(policy)?.action;
        return schema === undefined ? [] : [{ at: `${at}/action`, schema }];
      });

export interface Filled {
  /** With the secrets that were there before, where they were left as they are. */
  readonly document: unknown;
  readonly problems: readonly DocumentProblem[];
  /** As it is stored: what is the same stays sealed as it was. */
  seal(): Promise<unknown>;
}

export interface Given {
  readonly kind: DocumentKind;
  readonly document: unknown;
  /** As it is stored now, and before that: where its secrets may come from. The first has the last word. */
  readonly before: readonly unknown[];
}

export const fillSecrets = async (
  { kind, document, before }: Given,
  sealer: Sealer,
  language: Language,
): Promise<Filled> => {
  const problems: DocumentProblem[] = sealedIn(document).map(({ at }) => ({
    path: at,
    message: 'cannot be given sealed: give its value, or leave out "sealed"',
  }));
  const spots = secretSpots(document, partsOf(kind, document, language));
  const known: (SealedSpot & { readonly value: unknown })[] = [];
  if (spots.length > 0)
    for (const spot of before.flatMap((one) => sealedIn(one)))
      known.push({ ...spot, value: await openOne(sealer, spot.sealed) });
  const values = new Map<string, unknown>();
  for (const { at, value } of spots) {
    if (!isHidden(value)) continue;
    const one = known.find((spot) =>
      value.of === undefined ? spot.at === at : nameOfSealed(spot.sealed) === value.of,
    );
    if (one === undefined) problems.push({ path: at, message: 'holds no secret yet: give its value' });
    else values.set(at, one.value);
  }
  const filled = withValues(document, values);
  return {
    document: filled,
    problems,
    seal: async () => {
      const sealed = new Map<string, unknown>();
      for (const { at, value } of spots) {
        const plain = values.get(at) ?? value;
        const text = JSON.stringify(plain);
        const same = known.find((spot) => JSON.stringify(spot.value) === text);
        sealed.set(at, same?.sealed ?? (await sealOne(sealer, plain)));
      }
      return withValues(filled, sealed);
    },
  };
};
