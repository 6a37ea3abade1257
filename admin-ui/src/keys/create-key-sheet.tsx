import { useState } from 'react';
import { SecretOnce } from '../form/secret-once.tsx';
import { SideSheet } from '../form/side-sheet.tsx';
import { useT } from '../messages/messages-context.tsx';
import { CreateKeyForm } from './create-key-form.tsx';

interface SheetProps {
  readonly opened: boolean;
  onClose(): void;
}

export const CreateKeySheet = ({ opened, onClose }: SheetProps) => {
  const t = useT();
  const [secret, setSecret] = useState<string | null>(null);
  const close = (): void => {
    setSecret(null);
    onClose();
  };
  return (
    <SideSheet opened={opened} title={secret === null ? t('keys.create') : t('keys.created')} onClose={close}>
      {secret === null ? (
        <CreateKeyForm onCreated={setSecret} onCancel={close} />
      ) : (
        <SecretOnce secret={secret} copyLabel={t('keys.copy')} onDone={close}>
          {t('keys.secretText')}
        </SecretOnce>
      )}
    </SideSheet>
  );
};
