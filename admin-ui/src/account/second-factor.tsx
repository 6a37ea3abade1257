import { Button, Stack } from '@mantine/core';
import { useState } from 'react';
import type { Me } from '../api/shapes.ts';
import { SideSheet } from '../form/side-sheet.tsx';
import { useT } from '../messages/messages-context.tsx';
import { StateMark } from '../show/state-mark.tsx';
import { RemoveSecondFactor } from './remove-second-factor.tsx';
import { SetUpSecondFactor } from './set-up-second-factor.tsx';

export const SecondFactor = ({ user }: { readonly user: Me['user'] }) => {
  const t = useT();
  const [sheet, setSheet] = useState<'set-up' | 'remove' | null>(null);
  const close = (): void => setSheet(null);
  return (
    <Stack gap={12} align="flex-start">
      <StateMark tone={user.totp ? 'success' : 'quiet'}>{user.totp ? t('totp.on') : t('totp.off')}</StateMark>
      {user.totp ? (
        <Button variant="default" onClick={() => setSheet('remove')}>
          {t('totp.remove')}
        </Button>
      ) : (
        <Button variant="default" onClick={() => setSheet('set-up')}>
          {t('totp.setUp')}
        </Button>
      )}
      <SideSheet opened={sheet === 'set-up'} title={t('totp.setUp')} onClose={close}>
        <SetUpSecondFactor onDone={close} />
      </SideSheet>
      <SideSheet opened={sheet === 'remove'} title={t('totp.remove')} onClose={close}>
        <RemoveSecondFactor onDone={close} />
      </SideSheet>
    </Stack>
  );
};
