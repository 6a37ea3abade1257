import { useCallback } from 'react';
import type { SchemeForm } from '../api/shapes.ts';
import { useMessages } from '../messages/messages-context.tsx';
import type { MessageKey } from '../messages/translate.ts';

type AuthField = SchemeForm['forms'][number]['fields'][number];

const names = [
  'username',
  'password',
  'token',
  'certificate',
  'privateKey',
  'ca',
  'grant',
  'accessToken',
  'clientId',
  'clientSecret',
  'tokenAuth',
  'authorizationUrl',
  'deviceUrl',
  'tokenUrl',
  'revocationUrl',
  'authorizeParameters',
  'tokenParameters',
] as const;

const choices: Readonly<Record<string, MessageKey>> = {
  authorizationCode: 'auth.choice.authorizationCode',
  clientCredentials: 'auth.choice.clientCredentials',
  deviceCode: 'auth.choice.deviceCode',
  given: 'auth.choice.given',
  client_secret_post: 'auth.choice.client_secret_post',
  client_secret_basic: 'auth.choice.client_secret_basic',
  none: 'auth.choice.none',
};

interface AuthWords {
  label(field: AuthField): string;
  /** Undefined where only the hub's own English has a sentence. */
  help(field: AuthField): string | undefined;
  choice(value: string): string;
}

/** The words of the hub's own fields in the reader's language; a field that is new keeps the hub's. */
export const useAuthWords = (): AuthWords => {
  const { t } = useMessages();
  const label = useCallback(
    (field: AuthField) => {
      const known = names.find((name) => name === field.name);
      return known === undefined ? field.label : t(`auth.${known}`);
    },
    [t],
  );
  const help = useCallback(
    (field: AuthField) => {
      const known = names.find((name) => name === field.name);
      return known === undefined ? undefined : t(`auth.${known}Text`);
    },
    [t],
  );
  const choice = useCallback(
    (value: string) => {
      const key = value === 'password' ? 'auth.choice.password' : choices[value];
      return key === undefined ? value : t(key);
    },
    [t],
  );
  return { label, help, choice };
};
