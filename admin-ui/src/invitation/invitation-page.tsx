import { useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';
import { tokenOfFragment } from '../location/token.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMe } from '../session/me.ts';
import { Failure } from '../show/failure.tsx';
import { PageSkeleton } from '../show/page-skeleton.tsx';
import { FrontPage } from '../sign-in/front-page.tsx';
import { AcceptAsNew } from './accept-as-new.tsx';
import { AcceptAsSignedIn } from './accept-as-signed-in.tsx';

const InvitationPage = () => {
  const t = useT();
  const { client } = useHub();
  const [token] = useState(tokenOfFragment);
  const me = useMe();
  const preview = useRead(
    ['invitation', token],
    (signal) => answer(client.POST('/api/invitation/preview', { signal, body: { token: token ?? '' } })),
    { enabled: token !== null },
  );
  const { data } = preview;
  const known = me.data !== undefined || me.problem !== null;
  if (token === null) {
    return (
      <FrontPage title={t('invitation.title')}>
        <p>{t('link.missing')}</p>
      </FrontPage>
    );
  }
  if (preview.problem !== null) {
    return (
      <FrontPage title={t('invitation.title')}>
        <Failure quiet what={t('invitation.failed')} problem={preview.problem} onRetry={preview.reload} />
      </FrontPage>
    );
  }
  if (data === undefined || !known) return <PageSkeleton />;
  const signedInAsInvited = me.data?.user.email?.toLowerCase() === data.email.toLowerCase();
  return (
    <FrontPage title={t('invitation.join', { space: data.space.name })}>
      <p>{t('invitation.text', { email: data.email, role: t(`role.${data.role}`) })}</p>
      {signedInAsInvited ? (
        <AcceptAsSignedIn token={token} space={data.space.slug} />
      ) : (
        <AcceptAsNew token={token} space={data.space.slug} email={data.email} />
      )}
    </FrontPage>
  );
};

export default InvitationPage;
