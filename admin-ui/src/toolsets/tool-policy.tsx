import { Autocomplete, Checkbox, Group, NativeSelect, Stack, TextInput } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';
import type { CallableFacts, ToolSpec, ToolsetFinding } from '../api/shapes.ts';
import { useConnectionsOf } from '../connections/use-connections-of.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import type { Changes } from './changed.ts';
import { messageAt } from './findings.ts';

interface PolicyProps {
  readonly facts: CallableFacts;
  readonly tool: ToolSpec;
  readonly problems: readonly ToolsetFinding[];
  readonly warnings: readonly ToolsetFinding[];
  put(changes: Changes<ToolSpec>): void;
}

const usualWait = 'PT2M';
const usualLimit = 60;

/** Whose account it uses, who is asked first, and how often it may be called. */
export const ToolPolicy = ({ facts, tool, problems, warnings, put }: PolicyProps) => {
  const t = useT();
  const { approval, limit } = tool;
  return (
    <section aria-label={t('toolsets.policy')}>
      <h3>{t('toolsets.policy')}</h3>
      <Stack gap={16}>
        {facts.origin !== 'flow' && facts.origin !== 'hub' && (
          <ToolConnection
            connector={facts.group}
            value={tool.connection}
            problem={messageAt(problems, '/connection') ?? messageAt(warnings, '/connection')}
            onChange={(connection) => put({ connection })}
          />
        )}
        <Checkbox
          label={t('toolsets.approval')}
          description={t('toolsets.approvalText')}
          checked={approval !== undefined}
          onChange={(event) =>
            put({ approval: event.currentTarget.checked ? { group: '', timeout: usualWait } : undefined })
          }
        />
        {approval !== undefined && (
          <Group gap={12} align="flex-start" grow>
            <GroupField
              value={approval.group}
              problem={
                approval.group.trim() === '' ? t('rule.missing') : messageAt(problems, '/approval/group')
              }
              onChange={(group) => put({ approval: { ...approval, group } })}
            />
            <TextInput
              label={t('toolsets.wait')}
              description={t('toolsets.waitText')}
              spellCheck={false}
              value={approval.timeout}
              error={messageAt(problems, '/approval/timeout')}
              onChange={(event) => put({ approval: { ...approval, timeout: event.currentTarget.value } })}
            />
          </Group>
        )}
        <Checkbox
          label={t('toolsets.limit')}
          checked={limit !== undefined}
          onChange={(event) =>
            put({ limit: event.currentTarget.checked ? { perMinute: usualLimit } : undefined })
          }
        />
        {limit !== undefined && (
          <TextInput
            type="number"
            label={t('toolsets.perMinute')}
            w={200}
            min={1}
            max={100_000}
            value={limit.perMinute}
            onChange={(event) => {
              const perMinute = Math.trunc(event.currentTarget.valueAsNumber);
              if (perMinute >= 1 && perMinute <= 100_000) put({ limit: { perMinute } });
            }}
          />
        )}
      </Stack>
    </section>
  );
};

interface ConnectionProps {
  readonly connector: string;
  readonly value: string | undefined;
  readonly problem: string | undefined;
  onChange(connection: string | undefined): void;
}

const ToolConnection = ({ connector, value, problem, onChange }: ConnectionProps) => {
  const t = useT();
  const names = (useConnectionsOf(connector).data ?? []).map(({ name }) => name);
  const known = value === undefined || value === 'caller' || names.includes(value);
  return (
    <NativeSelect
      label={t('toolsets.connection')}
      data={[
        { value: '', label: t('toolsets.connectionDefault') },
        { value: 'caller', label: t('toolsets.connectionCaller') },
        ...names.map((name) => ({ value: name, label: name })),
        ...(known ? [] : [{ value, label: value }]),
      ]}
      value={value ?? ''}
      error={problem}
      onChange={(event) => onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
    />
  );
};

interface GroupProps {
  readonly value: string;
  readonly problem: string | undefined;
  onChange(group: string): void;
}

const GroupField = ({ value, problem, onChange }: GroupProps) => {
  const t = useT();
  const may = useMay();
  const { client, key } = useHub();
  const groups = useRead(
    key('groups', 'names'),
    async (signal) => {
      const query = { limit: 200, sort: 'name' } as const;
      return (await answer(client.GET('/api/groups', { signal, params: { query } }))).items;
    },
    { enabled: may('members.read') },
  );
  return (
    <Autocomplete
      label={t('toolsets.group')}
      description={t('toolsets.groupText')}
      data={(groups.data ?? []).map(({ name }) => name)}
      value={value}
      error={problem}
      onChange={onChange}
    />
  );
};
