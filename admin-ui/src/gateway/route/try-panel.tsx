import { Button, Group, NativeSelect, PasswordInput, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useCache } from '../../api/queries.tsx';
import type { TrafficStatus, TriedRequest } from '../../api/shapes.ts';
import { useCancellable } from '../../api/use-cancellable.ts';
import { useT } from '../../messages/messages-context.tsx';
import { Failure } from '../../show/failure.tsx';
import { UnderWay } from '../../show/under-way.tsx';
import { endpointsOf, textsOf } from '../document/pipeline-steps.ts';
import type { EditedDocument } from '../document/use-edited-document.ts';
import { methodChoices, methodsIn } from './methods.ts';
import { headersIn } from './header-lines.ts';
import { TriedAnswer } from './tried-answer.tsx';
import styles from '../gateway.module.css';

interface PanelProps {
  readonly edited: EditedDocument;
  readonly status: TrafficStatus | undefined;
  readonly tried: TriedRequest | null;
  onTried(tried: TriedRequest): void;
}

/** A path that the endpoint takes, as far as one can be guessed. */
const pathFor = (pattern: string | undefined): string => {
  if (pattern === undefined || !pattern.startsWith('/') || pattern === '/*') return '/';
  return pattern.replace(/\*+/g, '1').replace(/:\w+/g, '1');
};

const beginWith = ({ base }: EditedDocument) => {
  const [first] = endpointsOf(base.document);
  const [, endpoint = {}] = first ?? [];
  const host =
    typeof endpoint['host'] === 'string' && !endpoint['host'].includes('*') ? endpoint['host'] : '';
  return {
    method: methodsIn(endpoint['methods'])[0] ?? 'GET',
    path: pathFor(textsOf(endpoint['paths'])[0]),
    headers: host === '' ? '' : `host: ${host}`,
  };
};

/** A request through the route as it is saved; its way is shown on the picture. */
export const TryPanel = ({ edited, status, tried, onTried }: PanelProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const [first] = useState(() => beginWith(edited));
  const [method, setMethod] = useState(first.method);
  const [path, setPath] = useState(first.path);
  const [headers, setHeaders] = useState(first.headers);
  const [credential, setCredential] = useState('');
  const [body, setBody] = useState('');
  const asked = headersIn(headers);
  // As a browser sends what people write.
  const sent = path.toWellFormed().replace(/[^\0-\x7f]+/g, encodeURIComponent);
  const wrongPath = /^\/[!-"$-~]*$/.test(sent) ? null : t('gateway.try.wrongPath');
  const send = useCancellable((_: undefined, signal) =>
    answer(
      client.POST('/api/traffic/try', {
        signal,
        body: {
          ...{ method, path: sent },
          headers: [
            ...asked.headers,
            ...(credential.trim() === '' ? [] : [{ name: 'authorization', value: credential.trim() }]),
          ],
          ...(body === '' || method === 'GET' || method === 'HEAD' ? {} : { body }),
        },
      }),
    ),
  );
  const run = (): void => {
    if (wrongPath !== null || asked.wrong !== null) return;
    void send.run(undefined).then((found) => {
      if (found === undefined) return;
      onTried(found);
      cache.expire(key('traffic-requests'));
    });
  };
  const [url] = status?.urls ?? [];
  return (
    <Stack gap={16}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          run();
        }}
      >
        <Stack gap={12}>
          <p className="muted">{t('gateway.try.text')}</p>
          {edited.dirty && <p role="status">{t('gateway.try.unsaved', { version: edited.base.version })}</p>}
          <div className={styles['request']}>
            <NativeSelect
              label={t('gateway.try.method')}
              data={[...methodChoices]}
              value={method}
              onChange={({ currentTarget }) => setMethod(currentTarget.value)}
            />
            <TextInput
              label={t('gateway.try.path')}
              spellCheck={false}
              autoComplete="off"
              {...(wrongPath === null ? {} : { error: wrongPath })}
              value={path}
              onChange={({ currentTarget }) => setPath(currentTarget.value)}
            />
          </div>
          {url !== undefined && (
            <p className="muted small any-break">
              {t('gateway.try.url')} <code>{`${url}${sent}`}</code>
            </p>
          )}
          <PasswordInput
            label={t('gateway.try.credential')}
            description={t('gateway.try.credentialText')}
            placeholder="apiKey hubc_…"
            autoComplete="off"
            visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
            value={credential}
            onChange={({ currentTarget }) => setCredential(currentTarget.value)}
          />
          <Textarea
            className={styles['code'] ?? ''}
            label={t('gateway.try.headers')}
            description={t('gateway.try.headersText')}
            placeholder="x-plan: gold"
            autosize
            minRows={2}
            maxRows={10}
            spellCheck={false}
            {...(asked.wrong === null ? {} : { error: t('gateway.try.wrongHeader', { line: asked.wrong }) })}
            value={headers}
            onChange={({ currentTarget }) => setHeaders(currentTarget.value)}
          />
          {method !== 'GET' && method !== 'HEAD' && (
            <Textarea
              className={styles['code'] ?? ''}
              label={t('gateway.try.body')}
              autosize
              minRows={3}
              maxRows={14}
              maxLength={500_000}
              spellCheck={false}
              value={body}
              onChange={({ currentTarget }) => setBody(currentTarget.value)}
            />
          )}
          <Group gap={8}>
            <UnderWay busy={send.busy} saying={t('gateway.try.sending')} onCancel={send.cancel}>
              <Button type="submit">{t('gateway.try.send')}</Button>
            </UnderWay>
          </Group>
        </Stack>
      </form>
      {send.problem !== null && <Failure quiet what={t('gateway.try.failed')} problem={send.problem} />}
      {tried !== null && !send.busy && send.problem === null && (
        <TriedAnswer tried={tried} route={edited.base.name} />
      )}
    </Stack>
  );
};
