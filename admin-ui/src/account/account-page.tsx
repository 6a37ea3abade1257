import { useT } from '../messages/messages-context.tsx';
import { useMe } from '../session/me.ts';
import { PageHeader } from '../show/page-header.tsx';
import { Section } from '../show/section.tsx';
import { PasswordForm } from './password-form.tsx';
import { ProfileForm } from './profile-form.tsx';
import { SessionList } from './session-list.tsx';
import { SecondFactor } from './second-factor.tsx';

const AccountPage = () => {
  const t = useT();
  const user = useMe().data?.user;
  if (user === undefined) return null;
  return (
    <>
      <PageHeader title={t('user.account')} about={t('account.about')} />
      <Section title={t('account.profile')} about={t('account.profileText')}>
        <ProfileForm user={user} />
      </Section>
      <Section
        title={t('account.password')}
        about={user.hasPassword ? t('account.passwordText') : t('account.noPasswordText')}
      >
        <PasswordForm user={user} />
      </Section>
      <Section title={t('account.secondFactor')} about={t('account.secondFactorText')}>
        <SecondFactor user={user} />
      </Section>
      <Section title={t('account.sessions')} about={t('account.sessionsText')} wide>
        <SessionList />
      </Section>
    </>
  );
};

export default AccountPage;
