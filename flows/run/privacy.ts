import type { Program } from '../engine/program.ts';
import { openMasker } from './mask.ts';

export interface Privacy {
  /** Takes out of a text what must not be read in a journal. */
  readonly mask: (json: string) => string;
  readonly unmask: (json: string) => string;
  /** Something the run was given: what is sensitive in it is masked from now on. */
  input(value: unknown): void;
  output(value: unknown, marked?: readonly unknown[]): void;
  /** The values that were masked and are not on disk yet, sealed; null when there is no new one. */
  unsealed(): Promise<string | null>;
}

export interface PrivacyParts {
  readonly program: Pick<Program, 'sensitive'>;
  readonly secrets: Readonly<Record<string, unknown>>;
  readonly seal: (text: string) => Promise<string>;
  /** What an earlier process had masked. */
  readonly kept: Readonly<Record<string, string>> | null;
}

/** What a run knows and its journal must not show. */
export const openPrivacy = ({ program, secrets, seal, kept }: PrivacyParts): Privacy => {
  const masker = openMasker();
  masker.addSecrets(secrets);
  if (kept !== null) masker.restore(kept);
  const { input: inInput, anywhere } = program.sensitive;
  let fresh = false;
  const add = (values: readonly unknown[]): void => {
    if (values.length > 0 && masker.add(values)) fresh = true;
  };
  return {
    mask: masker.mask,
    unmask: masker.unmask,
    input: (value) => {
      if (inInput !== null) add(inInput(value));
    },
    output: (value, marked = []) => {
      add(marked);
      if (anywhere !== null) add(anywhere(value));
    },
    unsealed: async () => {
      if (!fresh) return null;
      fresh = false;
      return seal(JSON.stringify(masker.kept()));
    },
  };
};
