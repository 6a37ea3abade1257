import { Button, Stack } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useWrite } from '../api/queries.tsx';
import { spacePath } from '../location/space-path.ts';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';
import { useEnter } from '../sign-in/use-enter.ts';

interface AcceptProps {
  readonly token: string;
  readonly space: string;
}

export const AcceptAsSignedIn = ({ token, space }: AcceptProps) => {
  const t = useT();
  const { client } = useHub();
  const enter = useEnter();
  const accept = useWrite(() => answer(client.POST('/api/invitation/accept', { body: { token } })));
  return (
    <Stack gap={16} mt={16}>
      {accept.problem !== null && <Failure quiet what={t('invitation.failed')} problem={accept.problem} />}
      <Button
        loading={accept.busy}
        onClick={() =>
          void accept.run(undefined).then(
            () => enter(spacePath(space)),
            () => undefined,
          )
        }
      >
        {t('invitation.accept')}
      </Button>
    </Stack>
  );
};
