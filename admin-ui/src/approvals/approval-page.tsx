import { Button } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { BackLink } from '../show/back-link.tsx';
import { PageHeader } from '../show/page-header.tsx';
import { Unread } from '../show/unread.tsx';
import { ApprovalFacts } from './approval-facts.tsx';
import { CancelApproval } from './cancel-approval.tsx';
import { Details } from './details.tsx';
import { Outcome } from './outcome.tsx';
import { YourAnswer } from './your-answer.tsx';
import styles from './approvals.module.css';

/** One question: what one has to know, and where it is answered. */
const ApprovalPage = ({ id }: { readonly id: string }) => {
  const t = useT();
  const may = useMay();
  const { client, key } = useHub();
  const [leaving, setLeaving] = useState(false);
  const read = useRead(
    key('approvals', 'one', id),
    (signal) =>
      answer(client.GET('/api/approvals/{approval}', { signal, params: { path: { approval: id } } })),
    { fresh: true },
  );
  const approval = read.data;
  const back = <BackLink to="approvals" label="nav.approvals" />;
  if (approval === undefined)
    return <Unread read={read} failed={t('approvals.oneFailed')} title={t('approvals.one')} back={back} />;
  const open = approval.state === 'open';
  return (
    <>
      <PageHeader
        title={approval.question}
        about={back}
        actions={
          open && may('approvals.request') ? (
            <Button size="xs" variant="default" onClick={() => setLeaving(true)}>
              {t('approvals.cancel')}
            </Button>
          ) : undefined
        }
      />
      <ApprovalFacts approval={approval} />
      <div className={styles['body']}>
        <Details value={approval.details} />
        {open ? <YourAnswer key={approval.id} approval={approval} /> : <Outcome approval={approval} />}
      </div>
      <CancelApproval approval={leaving ? approval : null} onClose={() => setLeaving(false)} />
    </>
  );
};

export default ApprovalPage;
