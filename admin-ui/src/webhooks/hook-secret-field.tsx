import { PasswordInput } from '@mantine/core';
import type { HookProvider } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import type { MessageKey } from '../messages/translate.ts';

interface FieldProps {
  readonly from: HookProvider['secretFrom'];
  /** Where the provider has it, in the hub's own words. */
  readonly about: string | undefined;
  readonly wrong: { readonly error?: string };
  readonly value: string;
  onChange(value: string): void;
}

const texts: Readonly<Record<HookProvider['secretFrom'], MessageKey>> = {
  hub: 'hooks.secretOurs',
  provider: 'hooks.secretTheirs',
  either: 'hooks.secretText',
  none: 'hooks.secretText',
};

/** What webhooks are signed with: entered where the provider makes it, and else made by the hub. */
export const HookSecretField = ({ from, about, wrong, value, onChange }: FieldProps) => {
  const t = useT();
  return (
    <PasswordInput
      label={t('hooks.secret')}
      description={
        <>
          {t(texts[from])} {about !== undefined && <span lang="en">{about}</span>}
        </>
      }
      autoComplete="new-password"
      visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
      {...wrong}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
};
