import { Button, Group, Select, Stack } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useCache, useWrite } from '../../api/queries.tsx';
import type { Credential } from '../../api/shapes.ts';
import { useT } from '../../messages/messages-context.tsx';
import { Failure } from '../../show/failure.tsx';
import { overlaps } from './credential-words.tsx';
import { MadeOnce } from './made-credential.tsx';

interface RotateProps {
  readonly credential: Credential;
  onClose(): void;
}

/** How long the old one is good still, in seconds. */
const overlapChoices = ['0', '3600', '86400', '604800'] as const;

export const RotateCredential = ({ credential, onClose }: RotateProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const beside = overlaps(credential);
  const [overlap, setOverlap] = useState<string>(beside ? '86400' : '0');
  const rotate = useWrite(async () => {
    const path = { consumerId: credential.consumerId, credentialId: credential.id };
    const made = await answer(
      client.POST('/api/consumers/{consumerId}/credentials/{credentialId}/rotate', {
        ...{ params: { path }, body: { overlapSeconds: Number(overlap) } },
      }),
    );
    cache.expire(key('consumers'));
    cache.expire(key('credentials'));
    return made;
  });
  if (rotate.result !== undefined) return <MadeOnce made={rotate.result} onDone={onClose} />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        rotate.run(undefined).catch(() => undefined);
      }}
    >
      <Stack gap={16}>
        <p>{t(beside ? 'credentials.rotateText' : 'credentials.rotateUserText')}</p>
        {beside && (
          <Select
            label={t('credentials.overlap')}
            allowDeselect={false}
            data={overlapChoices.map((value) => ({ value, label: t(`credentials.overlap.${value}`) }))}
            value={overlap}
            onChange={(value) => setOverlap(value ?? '0')}
          />
        )}
        {rotate.problem !== null && <Failure quiet what={t('ask.failed')} problem={rotate.problem} />}
        <Group gap={8}>
          <Button type="submit" loading={rotate.busy}>
            {t('credentials.rotate')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
