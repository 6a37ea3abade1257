import { Select, Stack, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useCache } from '../../api/queries.tsx';
import type { Consumer, Credential, MadeCredential } from '../../api/shapes.ts';
import { FormActions } from '../../form/form-actions.tsx';
import { FormProblems } from '../../form/form-problems.tsx';
import { useHubForm } from '../../form/use-hub-form.ts';
import { useT } from '../../messages/messages-context.tsx';
import { credentialKinds } from './credential-words.tsx';
import { MadeOnce } from './made-credential.tsx';
import { ScopesField, wrongScopes } from './scopes-field.tsx';

interface AddProps {
  readonly consumer: Consumer;
  onClose(): void;
}

const lifetimes = ['none', '30', '90', '365'] as const;
type Kind = Credential['kind'];
const named = (kind: Kind): kind is 'basic' | 'jwt' | 'certificate' =>
  kind === 'basic' || kind === 'jwt' || kind === 'certificate';

interface Wanted extends Record<string, unknown> {
  readonly kind: Kind;
  readonly identifier: string;
  readonly secret: string;
  readonly narrow: boolean;
  readonly scopes: string[];
  readonly expiresInDays: string;
}

const usual: Wanted = {
  ...{ kind: 'key', identifier: '', secret: '' },
  ...{ narrow: false, scopes: [], expiresInDays: 'none' },
};

export const AddCredential = ({ consumer, onClose }: AddProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const [made, setMade] = useState<MadeCredential | null>(null);
  const form = useHubForm({
    initial: usual,
    labels: {
      kind: t('credentials.kind'),
      identifier: t('credentials.identifier'),
      secret: t('credentials.secret'),
      narrow: t('credentials.narrow'),
      scopes: t('consumers.scopes'),
      expiresInDays: t('credentials.expires'),
    },
    validate: ({ kind, identifier, secret, narrow, scopes }) => ({
      identifier: named(kind) && identifier.trim() === '' ? t('rule.missing') : null,
      secret: secret === '' || /^[\x21-\x7e]{24,512}$/.test(secret) ? null : t('credentials.wrongSecret'),
      scopes: narrow ? wrongScopes(t, scopes) : null,
    }),
    submit: async ({ kind, identifier, secret, narrow, scopes, expiresInDays }) => {
      const body = {
        ...{ kind, scopes: narrow ? scopes : null },
        ...(kind !== 'key' && identifier.trim() !== '' && { identifier: identifier.trim() }),
        ...(hasSecret(kind) && secret !== '' && { secret }),
        ...(expiresInDays !== 'none' && { expiresInDays: Number(expiresInDays) }),
      };
      const path = { consumerId: consumer.id };
      setMade(
        await answer(client.POST('/api/consumers/{consumerId}/credentials', { params: { path }, body })),
      );
      cache.expire(key('consumers'));
      cache.expire(key('credentials'));
    },
  });
  if (made !== null) return <MadeOnce made={made} onDone={onClose} />;
  const { fields } = form;
  const { kind, narrow, scopes } = fields.values;
  return (
    <form onSubmit={form.onSubmit} onBlur={form.onBlur} noValidate>
      <Stack gap={16}>
        <FormProblems form={form} />
        <Select
          label={t('credentials.kind')}
          description={t(`credentials.kind.${kind}Text`)}
          allowDeselect={false}
          data={credentialKinds.map((value) => ({ value, label: t(`credentials.kind.${value}`) }))}
          data-autofocus
          {...fields.getInputProps('kind')}
        />
        {kind !== 'key' && (
          <TextInput
            label={t(`credentials.identifier.${kind}`)}
            description={t(`credentials.identifier.${kind}Text`)}
            autoComplete="off"
            spellCheck={false}
            required={named(kind)}
            maxLength={500}
            {...fields.getInputProps('identifier')}
          />
        )}
        {hasSecret(kind) && (
          <TextInput
            label={t('credentials.secret')}
            description={t('credentials.secretText')}
            autoComplete="off"
            spellCheck={false}
            maxLength={512}
            {...fields.getInputProps('secret')}
          />
        )}
        <Switch
          label={t('credentials.narrow')}
          description={t('credentials.narrowText')}
          {...fields.getInputProps('narrow', { type: 'checkbox' })}
        />
        {narrow && (
          <ScopesField
            label={t('consumers.scopes')}
            description={t('credentials.scopesText')}
            offered={consumer.scopes}
            value={scopes}
            error={fields.errors['scopes']}
            onChange={(chosen) => fields.setFieldValue('scopes', chosen)}
          />
        )}
        <Select
          label={t('credentials.expires')}
          allowDeselect={false}
          data={lifetimes.map((days) => ({
            value: days,
            label: days === 'none' ? t('credentials.never') : t('keys.days', { count: Number(days) }),
          }))}
          {...fields.getInputProps('expiresInDays')}
        />
        <FormActions label={t('credentials.addSubmit')} busy={form.busy} onCancel={onClose} />
      </Stack>
    </form>
  );
};

const hasSecret = (kind: Kind): boolean => kind !== 'jwt' && kind !== 'certificate';
