import { Button, Checkbox, Group, Select, Stack } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useCache, useWrite } from '../api/queries.tsx';
import type { PortalVisitor } from '../api/shapes.ts';
import { SecretOnce } from '../form/secret-once.tsx';
import { SideSheet } from '../form/side-sheet.tsx';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';
import { usePortal } from './use-portal.tsx';

interface AddProps {
  readonly opened: boolean;
  readonly visitor: PortalVisitor;
  onClose(): void;
}

const lifetimes = ['none', '30', '90', '365'] as const;

export const AddKey = ({ opened, visitor, onClose }: AddProps) => {
  const t = useT();
  return (
    <SideSheet opened={opened} title={t('portal.addKey')} onClose={onClose}>
      <AddForm visitor={visitor} onClose={onClose} />
    </SideSheet>
  );
};

const AddForm = ({ visitor, onClose }: Omit<AddProps, 'opened'>) => {
  const t = useT();
  const { client, slug, key } = usePortal();
  const cache = useCache();
  const [scopes, setScopes] = useState<readonly string[]>(visitor.scopes);
  const [lifetime, setLifetime] = useState<string>('none');
  const add = useWrite(async () => {
    const all = scopes.length === visitor.scopes.length;
    const body = {
      ...(!all && { scopes: [...scopes] }),
      ...(lifetime !== 'none' && { expiresInDays: Number(lifetime) }),
    };
    const made = await answer(
      client.POST('/api/portal/{space}/keys', { params: { path: { space: slug } }, body }),
    );
    cache.expire(key('keys'));
    return made;
  });
  if (add.result !== undefined)
    return (
      <SecretOnce secret={add.result.secret} copyLabel={t('credentials.copy')} onDone={onClose}>
        {t('credentials.once')}
      </SecretOnce>
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        add.run(undefined).catch(() => undefined);
      }}
    >
      <Stack gap={16}>
        {visitor.scopes.length > 0 && (
          <Checkbox.Group
            label={t('consumers.scopes')}
            description={t('portal.scopesText')}
            value={[...scopes]}
            onChange={setScopes}
          >
            <Stack gap={8} mt={8}>
              {visitor.scopes.map((scope) => (
                <Checkbox key={scope} value={scope} label={scope} />
              ))}
            </Stack>
          </Checkbox.Group>
        )}
        <Select
          label={t('credentials.expires')}
          description={t('portal.lifetimeText')}
          allowDeselect={false}
          data={lifetimes.map((days) => ({
            value: days,
            label: days === 'none' ? t('portal.asThisKey') : t('keys.days', { count: Number(days) }),
          }))}
          value={lifetime}
          onChange={(value) => setLifetime(value ?? 'none')}
        />
        {add.problem !== null && <Failure quiet what={t('ask.failed')} problem={add.problem} />}
        <Group gap={8}>
          <Button type="submit" loading={add.busy}>
            {t('credentials.addSubmit')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
