import { Button, Modal, Stack } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useWrite } from '../api/queries.tsx';
import type { Verification as Verdict } from '../api/shapes.ts';
import { IconVerify } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';
import { StateMark } from '../show/state-mark.tsx';
import { ExactTime } from '../show/time.tsx';

/** Recomputes every seal of the space's chain and says whether an entry was changed, removed or put in. */
export const Verification = () => {
  const t = useT();
  const { client } = useHub();
  const [opened, setOpened] = useState(false);
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const verify = useWrite(() => answer(client.GET('/api/audit/verification')));
  const start = (): void => {
    verify.run(undefined).then(
      (found) => {
        setVerdict(found);
        setOpened(true);
      },
      () => setOpened(true),
    );
  };
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconVerify size={14} />}
        loading={verify.busy}
        onClick={start}
      >
        {t('audit.verify')}
      </Button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={t('audit.verification')}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        {verify.problem !== null ? (
          <Failure
            what={t('audit.verifyFailed')}
            problem={verify.problem}
            onRetry={start}
            retrying={verify.busy}
          />
        ) : (
          verdict !== null && <Result verdict={verdict} />
        )}
      </Modal>
    </>
  );
};

const Result = ({ verdict }: { readonly verdict: Verdict }) => {
  const t = useT();
  return (
    <Stack gap={8}>
      <StateMark tone={verdict.intact ? 'success' : 'failed'}>
        {verdict.intact ? t('audit.intact') : t('audit.broken')}
      </StateMark>
      <p>
        {verdict.intact
          ? t('audit.intactText', { count: verdict.entries })
          : t('audit.brokenText', { number: verdict.firstBad ?? 0 })}
      </p>
      <p className="muted">
        <ExactTime at={verdict.checkedAt} />
      </p>
    </Stack>
  );
};
