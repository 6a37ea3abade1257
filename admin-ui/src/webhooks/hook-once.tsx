import { Button, Group, Stack } from '@mantine/core';
import type { HookOnce } from '../api/shapes.ts';
import { ShownText } from '../form/shown-text.tsx';
import { useT } from '../messages/messages-context.tsx';
import { lacksSecret } from './entry.ts';

interface OnceProps {
  readonly once: HookOnce;
  /** What the provider is to be told of, in the hub's own words. */
  readonly about?: string | undefined;
  onDone(): void;
}

/** What the provider is given: the address, and what is never shown again. */
export const HookShownOnce = ({ once, about, onDone }: OnceProps) => {
  const t = useT();
  const { endpoint, secret, verifyToken } = once;
  // An address that holds a token is as secret as one.
  const kept = secret !== null || verifyToken !== null || endpoint.verification.scheme === 'none';
  return (
    <Stack gap={16}>
      <p role="status">{t(kept ? 'hooks.onceText' : 'hooks.giveText')}</p>
      {lacksSecret(endpoint) && (
        <p role="note">
          {t('hooks.secretLater')} {about !== undefined && <span lang="en">{about}</span>}
        </p>
      )}
      <ShownText
        label={t('hooks.address')}
        about={t('hooks.addressText')}
        text={endpoint.url}
        copyLabel={t('hooks.copyAddress')}
      />
      {secret !== null && (
        <ShownText
          label={t('hooks.secret')}
          about={about === undefined ? undefined : <span lang="en">{about}</span>}
          text={secret}
          copyLabel={t('hooks.copySecret')}
        />
      )}
      {verifyToken !== null && (
        <ShownText
          label={t('check.verifyToken')}
          about={t('hooks.verifyTokenText')}
          text={verifyToken}
          copyLabel={t('hooks.copyVerifyToken')}
        />
      )}
      <Group>
        <Button size="xs" onClick={onDone}>
          {t(kept ? 'secret.done' : 'close')}
        </Button>
      </Group>
    </Stack>
  );
};
