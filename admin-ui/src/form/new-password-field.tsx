import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { useT } from '../messages/messages-context.tsx';
import { passwordLength } from './rules.ts';

interface FieldProps {
  readonly label: string;
  readonly field: Partial<PasswordInputProps>;
}

export const NewPasswordField = ({ label, field }: FieldProps) => {
  const t = useT();
  return (
    <PasswordInput
      label={label}
      description={t('password.rule', { min: passwordLength.min })}
      autoComplete="new-password"
      maxLength={passwordLength.max}
      visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
      required
      {...field}
    />
  );
};
