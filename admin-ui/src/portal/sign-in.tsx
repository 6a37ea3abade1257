import { Button, PasswordInput, Stack } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useCache, useWrite } from '../api/queries.tsx';
import { Redirect } from '../location/router.tsx';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';
import { usePortal } from './use-portal.tsx';
import styles from './portal.module.css';

interface SignInProps {
  /** Nobody was signed in who could have been signed out meanwhile. */
  readonly first?: boolean;
}

/** With one of the consumer's keys: what calls the API opens its page as well. */
export const PortalSignIn = ({ first = false }: SignInProps) => {
  const t = useT();
  const { client, slug, portal, key, path } = usePortal();
  const cache = useCache();
  const [typed, setTyped] = useState('');
  const [entered, setEntered] = useState(false);
  const enter = useWrite(async (secret: string) => {
    const params = { path: { space: slug } };
    await answer(client.POST('/api/portal/{space}/session', { params, body: { key: secret } }));
    cache.expire(key());
    await cache.renew(key('page'));
    setEntered(true);
  });
  const { problem } = enter;
  const wrong = problem?.code === 'credentials_wrong';
  // Where the page that was asked for is beyond the door, it is there now.
  if (entered && first && portal.visitor !== null) return <Redirect to={path()} replace />;
  return (
    <div className={styles['narrow']}>
      <h1>{t('portal.signInTitle')}</h1>
      <p className="muted">{t(first ? 'portal.signInText' : 'portal.signInAgain')}</p>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (typed.trim() !== '') enter.run(typed.trim()).catch(() => undefined);
        }}
      >
        <Stack gap={16} mt={16}>
          <PasswordInput
            label={t('portal.key')}
            placeholder="hubc_…"
            autoComplete="off"
            spellCheck={false}
            required
            maxLength={1_000}
            value={typed}
            error={wrong ? t('portal.wrongKey') : undefined}
            visibilityToggleButtonProps={{ 'aria-label': t('portal.showKey') }}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          {problem !== null && !wrong && <Failure quiet what={t('portal.signInFailed')} problem={problem} />}
          <Button type="submit" loading={enter.busy} style={{ alignSelf: 'start' }}>
            {t('portal.signIn')}
          </Button>
        </Stack>
      </form>
    </div>
  );
};
