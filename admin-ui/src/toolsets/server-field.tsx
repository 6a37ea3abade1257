import { NativeSelect } from '@mantine/core';
import { useMcpServers } from '../mcp-servers/use-mcp-servers.ts';
import { useT } from '../messages/messages-context.tsx';

interface ServerProps {
  readonly value: string | undefined;
  readonly problem: string | undefined;
  onChange(server: string | undefined): void;
}

/** A registered server that is offered whole: its tools, resources and prompts as they are. */
export const ServerField = ({ value, problem, onChange }: ServerProps) => {
  const t = useT();
  const servers = useMcpServers().data ?? [];
  if (servers.length === 0 && value === undefined) return null;
  const known = servers.some(({ name }) => name === value);
  return (
    <NativeSelect
      label={t('toolsets.server')}
      description={t('toolsets.serverText')}
      data={[
        { value: '', label: t('toolsets.serverNone') },
        ...servers.map(({ name, title }) => ({ value: name, label: `${title} (${name})` })),
        ...(value === undefined || known ? [] : [{ value, label: value }]),
      ]}
      value={value ?? ''}
      error={problem}
      onChange={(event) => onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
    />
  );
};
