import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useCache, useRead, useWrite } from '../../api/queries.tsx';
import { readJson } from '../../api/read-json.ts';
import type { ConnectorSettings } from '../../api/shapes.ts';
import { useT } from '../../messages/messages-context.tsx';
import { bodyFieldsIn } from '../../schema-form/body-schema.ts';
import { SchemaForm } from '../../schema-form/schema-form.tsx';
import { definitionsOf } from '../../schema-form/settle.ts';
import { useFormProblems } from '../../schema-form/use-form-problems.ts';
import { useMay } from '../../session/me.ts';
import { Failure } from '../../show/failure.tsx';
import { useNotices } from '../../show/notices.tsx';
import { Unread } from '../../show/unread.tsx';
import { useSettingWords } from './setting-words.ts';
import { YamlText } from './yaml-text.tsx';
import styles from '../connector-page.module.css';

interface TabProps {
  readonly connector: string;
  readonly settings: ConnectorSettings;
}

/** What holds for every call of the connector; the form is made of the hub's own schema. */
export const SettingsTab = (props: TabProps) => {
  const t = useT();
  const { key } = useHub();
  const read = useRead(key('document'), (signal) => readJson('/openapi.json', signal));
  if (read.data === undefined) return <Unread read={read} failed={t('setting.failed')} />;
  const { settings } = bodyFieldsIn(read.data, '/api/connectors/{name}/settings', 'put');
  return <SettingsForm {...props} schema={settings ?? true} />;
};

const SettingsForm = ({ connector, settings, schema }: TabProps & { readonly schema: unknown }) => {
  const t = useT();
  const may = useMay();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const words = useSettingWords();
  const [typed, setTyped] = useState<unknown>(settings);
  const [readable, setReadable] = useState(true);
  const save = useWrite((next: ConnectorSettings) =>
    answer(
      client.PUT('/api/connectors/{name}/settings', {
        params: { path: { name: connector } },
        body: { settings: next },
      }),
    ),
  );
  const problems = useFormProblems({
    ...{ schema, value: typed, definitions: definitionsOf(schema), root: 'settings' },
    refused: save.problem?.fields ?? [],
  });
  const changed = JSON.stringify(typed) !== JSON.stringify(settings);
  const run = (): void => {
    if (!readable || !problems.ready()) return;
    save.run((typed ?? {}) as ConnectorSettings).then(
      (kept) => {
        setTyped(kept.settings);
        cache.expire(key('connectors'));
        notices.done(t('setting.saved'));
      },
      () => undefined,
    );
  };
  return (
    <form
      className={styles['content']}
      style={{ maxWidth: 720 }}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        run();
      }}
    >
      <div>
        <SchemaForm
          label={t('connectors.tab.settings')}
          schema={schema}
          value={typed}
          problems={problems}
          nothing=""
          words={words}
          textLabel="YAML"
          whole
          asText={
            <YamlText label={t('setting.yaml')} value={typed} onChange={setTyped} onReadable={setReadable} />
          }
          onChange={setTyped}
        />
      </div>
      {save.problem !== null && save.problem.fields.length === 0 && (
        <Failure quiet what={t('setting.notSaved')} problem={save.problem} />
      )}
      {may('connectors.write') && (
        <Group gap={8}>
          <Button type="submit" loading={save.busy} disabled={!changed || !readable}>
            {t('save')}
          </Button>
          {changed && (
            <Button
              variant="default"
              onClick={() => {
                setTyped(settings);
                setReadable(true);
              }}
            >
              {t('setting.reset')}
            </Button>
          )}
        </Group>
      )}
    </form>
  );
};
