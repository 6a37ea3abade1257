import type { Credential } from '../../api/shapes.ts';
import { useT } from '../../messages/messages-context.tsx';
import { StateMark, type Tone } from '../../show/state-mark.tsx';

export const credentialKinds = ['key', 'basic', 'hmac', 'jwt', 'certificate'] as const;
export const credentialStates = ['active', 'inactive', 'expired', 'revoked'] as const;

const tones: Readonly<Record<Credential['state'], Tone>> = {
  active: 'success',
  inactive: 'quiet',
  expired: 'waiting',
  revoked: 'quiet',
};

export const CredentialState = ({ state }: Pick<Credential, 'state'>) => {
  const t = useT();
  return <StateMark tone={tones[state]}>{t(`credentials.${state}`)}</StateMark>;
};

/** What it is known by, for people: never what is secret of it. */
export const credentialName = ({
  identifier,
  hint,
  id,
}: Pick<Credential, 'identifier' | 'hint' | 'id'>): string => identifier ?? (hint === '' ? id : hint);

/** Keys and signing secrets go on beside their successors; a user has one password. */
export const overlaps = ({ kind }: Pick<Credential, 'kind'>): boolean => kind === 'key' || kind === 'hmac';
export const rotates = ({ kind, state }: Pick<Credential, 'kind' | 'state'>): boolean =>
  (overlaps({ kind }) || kind === 'basic') && (state === 'active' || state === 'inactive');
