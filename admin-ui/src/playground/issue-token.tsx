import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache } from '../api/queries.tsx';
import { FormActions } from '../form/form-actions.tsx';
import { FormProblems } from '../form/form-problems.tsx';
import { SecretOnce } from '../form/secret-once.tsx';
import { SideSheet } from '../form/side-sheet.tsx';
import { useHubForm } from '../form/use-hub-form.ts';
import { IconAdd } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { factNames, givenFacts, noFacts } from './tool-token.ts';

const lifetimes = ['900', '3600', '28800', '86400'] as const;

/** A token for one conversation, by hand: the hub's own parts issue theirs themselves. */
export const IssueToken = ({ toolset }: { readonly toolset: string }) => {
  const t = useT();
  const [opened, setOpened] = useState(false);
  const [token, setToken] = useState<string | null>(null);
  const close = (): void => {
    setOpened(false);
    setToken(null);
  };
  return (
    <Group>
      <Button size="xs" variant="default" leftSection={<IconAdd size={14} />} onClick={() => setOpened(true)}>
        {t('connectMcp.issue')}
      </Button>
      <SideSheet opened={opened} title={t('connectMcp.issue')} onClose={close}>
        {token === null ? (
          <IssueForm toolset={toolset} onIssued={setToken} onCancel={close} />
        ) : (
          <SecretOnce secret={token} copyLabel={t('connectMcp.copyToken')} onDone={close}>
            {t('connectMcp.tokenMade')}
          </SecretOnce>
        )}
      </SideSheet>
    </Group>
  );
};

interface FormProps {
  readonly toolset: string;
  onIssued(token: string): void;
  onCancel(): void;
}

const IssueForm = ({ toolset, onIssued, onCancel }: FormProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const form = useHubForm({
    initial: { ...noFacts, lifetime: '3600' },
    labels: {
      ...{ contactId: 'contactId', phone: 'phone', interactionId: 'interactionId', agent: 'agent' },
      lifetime: t('keys.lifetime'),
    },
    submit: async ({ lifetime, ...facts }) => {
      const { token } = await answer(
        client.POST('/api/tool-tokens', {
          body: { toolset, facts: givenFacts(facts), expiresInSeconds: Number(lifetime) },
        }),
      );
      cache.expire(key('tool-tokens'));
      onIssued(token);
    },
  });
  return (
    <form onSubmit={form.onSubmit} onBlur={form.onBlur} noValidate>
      <Stack gap={16}>
        <FormProblems form={form} />
        <p className="muted">{t('playground.factsText')}</p>
        {factNames.map((name, at) => (
          <TextInput
            key={name}
            label={name}
            maxLength={200}
            autoComplete="off"
            {...(at === 0 && { 'data-autofocus': true })}
            {...form.fields.getInputProps(name)}
          />
        ))}
        <Select
          label={t('keys.lifetime')}
          data={lifetimes.map((seconds) => ({ value: seconds, label: t(`connectMcp.lifetime.${seconds}`) }))}
          {...form.fields.getInputProps('lifetime')}
        />
        <FormActions label={t('connectMcp.issue')} busy={form.busy} onCancel={onCancel} />
      </Stack>
    </form>
  );
};
