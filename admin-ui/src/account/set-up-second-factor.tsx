import { Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useRead } from '../api/queries.tsx';
import { FormActions } from '../form/form-actions.tsx';
import { FormProblems } from '../form/form-problems.tsx';
import { wrongCode } from '../form/rules.ts';
import { SecretOnce } from '../form/secret-once.tsx';
import { useHubForm } from '../form/use-hub-form.ts';
import { useT } from '../messages/messages-context.tsx';
import { meKey } from '../session/me.ts';
import { CopyIcon } from '../show/copy-button.tsx';
import { Failure } from '../show/failure.tsx';
import { PageSkeleton } from '../show/page-skeleton.tsx';
import { QrCode } from './qr-code.tsx';

/** Scan, type a code, keep the recovery codes. */
export const SetUpSecondFactor = (props: { onDone(): void }) => {
  const t = useT();
  const { client } = useHub();
  const cache = useCache();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  // One secret for each time the sheet is opened: reading it again would make another.
  const [attempt] = useState(() => crypto.getRandomValues(new Uint32Array(1))[0]);
  const offer = useRead(['totp', attempt], (signal) => answer(client.POST('/api/me/totp', { signal })));
  const form = useHubForm({
    initial: { code: '' },
    labels: { code: t('totp.code') },
    validate: ({ code }) => ({ code: wrongCode(t, code) }),
    submit: async ({ code }) => {
      const confirmed = await answer(
        client.POST('/api/me/totp/confirm', { body: { code: code.replaceAll(' ', '') } }),
      );
      setCodes(confirmed.recoveryCodes);
      cache.expire(meKey);
    },
  });
  if (codes !== null) {
    return (
      <SecretOnce secret={codes.join('\n')} copyLabel={t('totp.copyCodes')} onDone={props.onDone}>
        {t('totp.codesText')}
      </SecretOnce>
    );
  }
  if (offer.problem !== null) {
    return (
      <Failure what={t('totp.failed')} problem={offer.problem} onRetry={offer.reload} retrying={offer.busy} />
    );
  }
  if (offer.data === undefined) return <PageSkeleton />;
  const { secret, uri } = offer.data;
  return (
    <form onSubmit={form.onSubmit} onBlur={form.onBlur} noValidate>
      <Stack gap={16}>
        <p>{t('totp.scan')}</p>
        <QrCode value={uri} label={t('totp.qr')} />
        <p>
          {t('totp.typeInstead')}{' '}
          <code className="any-break">{secret.match(/.{1,4}/g)?.join(' ') ?? secret}</code>{' '}
          <CopyIcon value={secret} label={t('totp.copySecret')} />
        </p>
        <FormProblems form={form} />
        <TextInput
          label={t('totp.code')}
          description={t('totp.codeText')}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={7}
          w={200}
          required
          {...form.fields.getInputProps('code')}
        />
        <FormActions label={t('totp.confirm')} busy={form.busy} onCancel={props.onDone} />
      </Stack>
    </form>
  );
};
