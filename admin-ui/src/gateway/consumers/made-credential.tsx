import { Button, Stack } from '@mantine/core';
import type { MadeCredential } from '../../api/shapes.ts';
import { SecretOnce } from '../../form/secret-once.tsx';
import { useT } from '../../messages/messages-context.tsx';
import { CopyIcon } from '../../show/copy-button.tsx';

/** What came of adding or rotating one: its secret is shown now, and never again. */
export const MadeOnce = ({ made, onDone }: { readonly made: MadeCredential; onDone(): void }) => {
  const t = useT();
  const { credential, secret } = made;
  const { kind, identifier } = credential;
  const known = identifier !== null && (
    <p className="any-break">
      {t(`credentials.identifier.${kind === 'key' ? 'hmac' : kind}`)}: <code>{identifier}</code>{' '}
      <CopyIcon value={identifier} label={t('credentials.copyIdentifier')} />
    </p>
  );
  if (secret === null)
    return (
      <Stack gap={16}>
        <p role="status">{t('credentials.ready')}</p>
        {known}
        <Button size="xs" onClick={onDone} style={{ alignSelf: 'start' }}>
          {t('close')}
        </Button>
      </Stack>
    );
  return (
    <Stack gap={16}>
      {known}
      <SecretOnce secret={secret} copyLabel={t('credentials.copy')} onDone={onDone}>
        {t('credentials.once')}
      </SecretOnce>
    </Stack>
  );
};
