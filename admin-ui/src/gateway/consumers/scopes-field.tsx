import { TagsInput } from '@mantine/core';
import type { Translate } from '../../messages/translate.ts';

interface FieldProps {
  readonly label: string;
  readonly description: string;
  readonly offered?: readonly string[];
  readonly value: readonly string[];
  readonly error?: React.ReactNode;
  readonly disabled?: boolean;
  onChange(scopes: string[]): void;
}

export const ScopesField = ({ offered = [], value, onChange, ...look }: FieldProps) => (
  <TagsInput
    {...look}
    data={[...offered]}
    value={[...value]}
    maxTags={50}
    splitChars={[' ', ',']}
    clearable
    data-path="scopes"
    onChange={onChange}
  />
);

/** As the hub reads them: no spaces, no quotes, no backslashes. */
export const wrongScopes = (t: Translate, scopes: readonly string[]): string | null => {
  const wrong = scopes.find((scope) => !/^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/.test(scope));
  return wrong === undefined ? null : t('consumers.wrongScope', { scope: wrong });
};
