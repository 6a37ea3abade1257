import type { Tx } from '../../platform/db/open.ts';
import { hashToken } from '../sign-in/opaque-token.ts';

const stateMinutes = 10;

export interface SignInState {
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly returnTo: string;
}

export interface NewSignInState extends SignInState {
  readonly state: string;
  readonly browserSecret: string;
}

export const addSignInState = async (tx: Tx, begun: NewSignInState): Promise<void> => {
  await tx.execute(
    `insert into sign_in_states (state_hash, browser_hash, nonce, code_verifier, return_to, expires_at)
     values ($1, $2, $3, $4, $5, now() + interval '${stateMinutes} minutes')`,
    [hashToken(begun.state), hashToken(begun.browserSecret), begun.nonce, begun.codeVerifier, begun.returnTo],
  );
};

/** Uses the state up, whoever shows it: one that another browser has seen is no secret any more. */
export const takeSignInState = async (
  tx: Tx,
  shown: { readonly state: string; readonly browserSecret: string },
): Promise<SignInState | undefined> => {
  const [row] = await tx.query<SignInState & { readonly own: boolean }>(
    `delete from sign_in_states where state_hash = $1
     returning nonce, code_verifier as "codeVerifier", return_to as "returnTo",
       browser_hash = $2 and expires_at > now() as own`,
    [hashToken(shown.state), hashToken(shown.browserSecret)],
  );
  return row?.own === true
    ? { nonce: row.nonce, codeVerifier: row.codeVerifier, returnTo: row.returnTo }
    : undefined;
};
