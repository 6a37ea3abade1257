import { useState, useSyncExternalStore } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';
import { tokenOfFragment } from '../location/token.ts';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';
import { PageSkeleton } from '../show/page-skeleton.tsx';
import { ExactTime } from '../show/time.tsx';
import { AnswerByLink } from './answer-by-link.tsx';
import { Details } from './details.tsx';
import { LinkLayout } from './link-layout.tsx';

/** What whoever has the link of a question sees: the question, and nothing else of the hub. */
const LinkPage = () => {
  const token = useSyncExternalStore(onFragment, tokenOfFragment);
  return <OneLink key={token} token={token} />;
};

/** A second link, opened where the first one was, is no new page to the browser. */
const onFragment = (changed: () => void): (() => void) => {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
};

const OneLink = ({ token }: { readonly token: string | null }) => {
  const t = useT();
  const { client } = useHub();
  const [sent, setSent] = useState<string | null>(null);
  const preview = useRead(
    ['approval-link', token],
    (signal) => answer(client.POST('/api/approval/preview', { signal, body: { token: token ?? '' } })),
    { enabled: token !== null, fresh: true },
  );
  if (token === null) {
    return (
      <LinkLayout title={t('approvals.one')}>
        <p>{t('link.missing')}</p>
      </LinkLayout>
    );
  }
  if (sent !== null) {
    return (
      <LinkLayout title={t('approvals.linkSent')}>
        <p role="status">{t('approvals.linkSentText', { answer: sent })}</p>
      </LinkLayout>
    );
  }
  if (preview.problem !== null) {
    return (
      <LinkLayout title={t('approvals.one')}>
        <Failure quiet what={t('approvals.linkFailed')} problem={preview.problem} onRetry={preview.reload} />
      </LinkLayout>
    );
  }
  if (preview.data === undefined) return <PageSkeleton />;
  const { state, asked } = preview.data;
  if (asked === null) {
    return (
      <LinkLayout title={t('approvals.linkOver')}>
        <p>{t(`approvals.linkOver.${state === 'open' ? 'expired' : state}`)}</p>
      </LinkLayout>
    );
  }
  return (
    <LinkLayout title={asked.question}>
      <Details value={asked.details} />
      <p className="muted">
        {t('approvals.expires')}: <ExactTime at={asked.expiresAt} />
      </p>
      <AnswerByLink token={token} choices={asked.choices} onSent={setSent} />
    </LinkLayout>
  );
};

export default LinkPage;
