import { Button, Checkbox, Group, PasswordInput, Stack } from '@mantine/core';
import { useMemo, useRef, useState } from 'react';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useCache, useWrite } from '../../api/queries.tsx';
import { CodeArea, type CodeAreaHandle } from '../../flows/text/code-area.tsx';
import { useNavigate } from '../../location/router.tsx';
import { IconUpload } from '../../look/icons.ts';
import { useT } from '../../messages/messages-context.tsx';
import { BackLink } from '../../show/back-link.tsx';
import { Failure } from '../../show/failure.tsx';
import { useNotices } from '../../show/notices.tsx';
import { PageHeader } from '../../show/page-header.tsx';
import { gatewayPath } from '../gateway-path.ts';
import { ImportOutcome } from './import-outcome.tsx';
import styles from '../gateway.module.css';

const mostBytes = 1_000_000;
const none: ReadonlySet<number> = new Set();

/** `${NAME}` and `${NAME:-other}`, as files have them. */
const variablesIn = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-[^}]*)?\}/g)].map(([, name = '']) => name)),
];

/** A gateway.config.yml: first what would be done, then it is done. */
const ImportPage = () => {
  const t = useT();
  const { client, key, space } = useHub();
  const cache = useCache();
  const navigate = useNavigate();
  const notices = useNotices();
  const handle = useRef<CodeAreaHandle>(null);
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [skip, setSkip] = useState(false);
  const [prune, setPrune] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const names = useMemo(() => variablesIn(text), [text]);
  const wish = {
    ...{ text, skip, prune },
    variables: Object.fromEntries(
      names.flatMap((name) =>
        values[name] === undefined || values[name] === '' ? [] : [[name, values[name]]],
      ),
    ),
  };
  const look = useWrite((given: typeof wish) => answer(client.POST('/api/gateway/import', { body: given })));
  const apply = useWrite((given: typeof wish) =>
    answer(
      client.POST('/api/gateway/import', { body: { ...given, apply: true, note: t('gateway.importNote') } }),
    ),
  );
  const [looked, setLooked] = useState<typeof wish | null>(null);
  const current = looked !== null && JSON.stringify(looked) === JSON.stringify(wish);
  const found = current ? look.result : undefined;
  const wrong =
    (found?.problems.length ?? 0) +
    (skip ? 0 : (found?.documents ?? []).reduce((sum, { problems }) => sum + problems.length, 0));
  const marked = new Set(
    [...(found?.problems ?? []), ...(found?.documents ?? []).flatMap(({ problems }) => problems)].flatMap(
      ({ line }) => (line === undefined ? [] : [line]),
    ),
  );
  const read = (file: File | undefined): void => {
    if (file === undefined) return;
    if (file.size > mostBytes) return setRefused(t('gateway.importTooLarge'));
    file.text().then(
      (content) => {
        setRefused(null);
        setText(content);
      },
      () => setRefused(t('field.fileFailed')),
    );
  };
  const run = (): void => {
    apply.run(wish).then(
      ({ applied, documents }) => {
        for (const noun of ['pipelines', 'services', 'pipeline-versions', 'service-versions'])
          cache.expire(key(noun));
        if (!applied) return;
        const count = documents.filter(({ outcome }) =>
          ['created', 'changed', 'deleted'].includes(outcome),
        ).length;
        notices.done(t('gateway.imported', { count }));
        navigate(gatewayPath(space));
      },
      () => undefined,
    );
  };
  const problem = apply.problem ?? look.problem;
  return (
    <>
      <PageHeader
        title={t('gateway.import')}
        about={
          <>
            <BackLink to="gateway" label="gateway.routes" /> / {t('gateway.importAbout')}
          </>
        }
      />
      <div className={styles['import']}>
        <Stack gap={12}>
          <Group gap={8}>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconUpload size={14} />}
              onClick={() => input.current?.click()}
            >
              {t('import.chooseFile')}
            </Button>
            <span className="muted">{t('gateway.importPaste')}</span>
            <input
              ref={input}
              type="file"
              hidden
              aria-label={t('import.chooseFile')}
              accept=".yml,.yaml,.json,application/json,application/yaml"
              onChange={(event) => {
                read(event.currentTarget.files?.[0]);
                event.currentTarget.value = '';
              }}
            />
          </Group>
          {refused !== null && (
            <p role="alert" className={styles['wrong']}>
              {refused}
            </p>
          )}
          <div
            className={styles['short']}
            onDragOver={(event) => {
              if (event.dataTransfer.types.includes('Files')) event.preventDefault();
            }}
            onDrop={(event) => {
              if (event.dataTransfer.files.length === 0) return;
              event.preventDefault();
              read(event.dataTransfer.files[0]);
            }}
          >
            <CodeArea
              handle={handle}
              label="gateway.config.yml"
              text={text}
              readOnly={false}
              marked={current ? marked : none}
              onChange={setText}
              onLeave={() => undefined}
            />
          </div>
        </Stack>
        <Stack gap={12}>
          {names.length > 0 && (
            <fieldset className={styles['entry']} aria-label={t('gateway.variables')}>
              <p className="muted small">{t('gateway.variablesText')}</p>
              {names.map((name) => (
                <PasswordInput
                  key={name}
                  size="xs"
                  label={name}
                  autoComplete="off"
                  visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
                  value={values[name] ?? ''}
                  onChange={({ currentTarget }) => setValues({ ...values, [name]: currentTarget.value })}
                />
              ))}
            </fieldset>
          )}
          <Checkbox
            size="sm"
            label={t('gateway.skip')}
            description={t('gateway.skipText')}
            checked={skip}
            onChange={({ currentTarget }) => setSkip(currentTarget.checked)}
          />
          <Checkbox
            size="sm"
            label={t('gateway.prune')}
            description={t('gateway.pruneText')}
            checked={prune}
            onChange={({ currentTarget }) => setPrune(currentTarget.checked)}
          />
          <Group gap={8}>
            <Button
              size="xs"
              variant={found === undefined ? 'filled' : 'default'}
              loading={look.busy}
              disabled={text.trim() === ''}
              onClick={() => {
                setLooked(wish);
                look.run(wish).catch(() => undefined);
              }}
            >
              {t('gateway.look')}
            </Button>
            <Button
              size="xs"
              loading={apply.busy}
              disabled={found === undefined || look.busy || wrong > 0 || found.documents.length === 0}
              onClick={run}
            >
              {t('gateway.apply')}
            </Button>
          </Group>
          {problem !== null && <Failure quiet what={t('gateway.importFailed')} problem={problem} />}
          {found !== undefined && !look.busy && (
            <ImportOutcome found={found} onLine={(line) => handle.current?.goTo(line, 1)} />
          )}
        </Stack>
      </div>
    </>
  );
};

export default ImportPage;
