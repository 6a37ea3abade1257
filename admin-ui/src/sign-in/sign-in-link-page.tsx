import { Button, Stack } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useWrite } from '../api/queries.tsx';
import { Link } from '../location/router.tsx';
import { tokenOfFragment } from '../location/token.ts';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';
import { FrontPage } from './front-page.tsx';
import { useEnter } from './use-enter.ts';

/**
 * A link that signs in once. It waits for a press: programs that look at links in mails and chats would use it up.
 */
const SignInLinkPage = () => {
  const t = useT();
  const { client } = useHub();
  const enter = useEnter();
  const [token] = useState(tokenOfFragment);
  const signIn = useWrite((given: string) =>
    answer(client.POST('/api/sign-in/link', { body: { token: given } })),
  );
  return (
    <FrontPage title={t('signIn.title')}>
      <Stack gap={16}>
        {token === null ? <p>{t('link.missing')}</p> : <p>{t('link.text')}</p>}
        {signIn.problem !== null && <Failure quiet what={t('link.failed')} problem={signIn.problem} />}
        {token !== null && (
          <Button
            autoFocus
            loading={signIn.busy}
            onClick={() =>
              void signIn.run(token).then(
                () => enter('/'),
                () => undefined,
              )
            }
          >
            {t('signIn.submit')}
          </Button>
        )}
        <Link to="/sign-in" className="link">
          {t('link.other')}
        </Link>
      </Stack>
    </FrontPage>
  );
};

export default SignInLinkPage;
