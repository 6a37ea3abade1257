import { Button, Group, Select, Stack } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useCache, useWrite } from '../api/queries.tsx';
import type { OwnKey } from '../api/shapes.ts';
import { SecretOnce } from '../form/secret-once.tsx';
import { SideSheet } from '../form/side-sheet.tsx';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';
import { usePortal } from './use-portal.tsx';

const overlaps = ['0', '3600', '86400', '604800'] as const;

export const RotateKey = ({ apiKey, onClose }: { readonly apiKey: OwnKey; onClose(): void }) => {
  const t = useT();
  const { client, slug, key } = usePortal();
  const cache = useCache();
  const [overlap, setOverlap] = useState<string>('86400');
  const rotate = useWrite(async () => {
    const path = { space: slug, credentialId: apiKey.id };
    const made = await answer(
      client.POST('/api/portal/{space}/keys/{credentialId}/rotate', {
        ...{ params: { path }, body: { overlapSeconds: Number(overlap) } },
      }),
    );
    cache.expire(key('keys'));
    cache.expire(key('page'));
    return made;
  });
  return (
    <SideSheet opened title={t('credentials.rotate')} onClose={onClose}>
      {rotate.result !== undefined ? (
        <SecretOnce secret={rotate.result.secret} copyLabel={t('credentials.copy')} onDone={onClose}>
          {t('credentials.once')}
        </SecretOnce>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            rotate.run(undefined).catch(() => undefined);
          }}
        >
          <Stack gap={16}>
            <p>{t('credentials.rotateText')}</p>
            <Select
              label={t('credentials.overlap')}
              allowDeselect={false}
              data={overlaps.map((value) => ({ value, label: t(`credentials.overlap.${value}`) }))}
              value={overlap}
              onChange={(value) => setOverlap(value ?? '0')}
            />
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
      )}
    </SideSheet>
  );
};
