import { flowLimits } from './limits.ts';
import type { Places } from './places.ts';

/** What a document takes from addresses. Reading never fetches: it says what it wants, and is done again with that. */

export type ResourceKind = 'function' | 'flow' | 'schema' | 'script';

export interface Wanted {
  readonly kind: ResourceKind;
  /** Of the text itself; `name:version@default` for a flow of the space. */
  readonly address: string;
  /** A policy without expressions, or null: everybody may read it. */
  readonly authentication: unknown;
}

/** Of a flow of the space the text is the number of its version, and the digest that of the flow. */
export type Held = { readonly text: string; readonly digest?: string } | { readonly problem: string };

/** Undefined: nobody has looked yet. */
export type LookUp = (wanted: Wanted) => Held | undefined;

/** A text from elsewhere that was read as a part of the document. */
export interface ForeignPart {
  /** The JSON pointer under which the places in it stand. */
  readonly place: string;
  readonly address: string;
  readonly places: Places;
}

/** A secret that is to be a client certificate. */
export interface NamedIdentity {
  readonly path: string;
  readonly secret: string;
}

export interface Elsewhere {
  readonly lookUp: LookUp;
  /** Noted while reading, in the order of the document. */
  readonly wanted: Wanted[];
  readonly parts: ForeignPart[];
  readonly identities: NamedIdentity[];
}

export const openElsewhere = (lookUp: LookUp): Elsewhere => {
  const wanted: Wanted[] = [];
  let letters = 0;
  return {
    lookUp: (one) => {
      wanted.push(one);
      const held = lookUp(one);
      if (held === undefined || 'problem' in held) return held;
      letters += held.text.length;
      return letters > flowLimits.elsewhereLetters ? tooLong(one) : held;
    },
    ...{ wanted, parts: [], identities: [] },
  };
};

const tooLong = ({ address }: Wanted): Held => ({
  problem: `With ${address} the texts from addresses have more than ${flowLimits.elsewhereLetters} letters, counted wherever one is used. Make flows of their own of some, and run those.`,
});

/** Where there is nobody who could fetch. */
export const nothingElsewhere: LookUp = ({ address }) => ({
  problem: `What stands at ${address} is not read here: only a hub fetches it, when the flow is checked or published.`,
});
