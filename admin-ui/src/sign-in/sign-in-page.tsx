import { Button, Divider, Stack } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { Problem } from '../api/problem.ts';
import { useRead } from '../api/queries.tsx';
import { useSearch } from '../location/router.tsx';
import { safeReturn } from '../location/space-path.ts';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';
import { FrontPage } from './front-page.tsx';
import { PasswordSignIn } from './password-sign-in.tsx';

const SignInPage = () => {
  const t = useT();
  const { client } = useHub();
  const search = new URLSearchParams(useSearch());
  const returnTo = safeReturn(search.get('returnTo'));
  const error = search.get('error');
  const methods = useRead(['sign-in', 'methods'], (signal) =>
    answer(client.GET('/api/sign-in/methods', { signal })),
  );
  const { data } = methods;
  return (
    <FrontPage title={t('signIn.title')}>
      <Stack gap={16}>
        {search.get('ended') !== null && <p role="status">{t('signIn.ended')}</p>}
        {error !== null && (
          <Failure
            quiet
            what={t('signIn.providerFailed')}
            problem={new Problem({ status: 0, code: error, title: error })}
          />
        )}
        {methods.problem !== null && data === undefined && (
          <Failure
            quiet
            what={t('start.failed')}
            problem={methods.problem}
            onRetry={methods.reload}
            retrying={methods.busy}
          />
        )}
        {data?.firstUse === true && <p>{t('signIn.firstUse')}</p>}
        {data !== undefined && data.provider !== null && (
          <>
            <Button
              component="a"
              variant="default"
              href={`/api/sign-in/provider?${new URLSearchParams({ returnTo }).toString()}`}
            >
              {t('signIn.with', { provider: data.provider.name })}
            </Button>
            {data.password && <Divider label={t('signIn.or')} />}
          </>
        )}
        {data?.password === true && <PasswordSignIn returnTo={returnTo} />}
      </Stack>
    </FrontPage>
  );
};

export default SignInPage;
