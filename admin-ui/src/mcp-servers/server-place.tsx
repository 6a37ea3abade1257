import { NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';
import { useT } from '../messages/messages-context.tsx';
import type { Translate } from '../messages/translate.ts';
import { Failure } from '../show/failure.tsx';

/** Where a server is: at an address, or a program that the hub runs beside itself. */
export type ServerPlace = { readonly url: string } | { readonly command: string };

export const placeText = (place: ServerPlace): string => ('url' in place ? place.url : place.command);

export const placeProblem = (t: Translate, place: ServerPlace): string | null => {
  if ('command' in place) return place.command === '' ? t('mcpServers.noProgram') : null;
  return /^https?:\/\/\S+$/.test(place.url.trim()) ? null : t('mcpServers.wrongUrl');
};

interface PlaceProps {
  readonly value: ServerPlace;
  readonly problem: string | null;
  onChange(place: ServerPlace): void;
}

/** Programs are offered only where the owner of the installation lets some run. */
export const ServerPlaceField = ({ value, problem, onChange }: PlaceProps) => {
  const t = useT();
  const { client, key } = useHub();
  const read = useRead(key('mcp-programs'), (signal) => answer(client.GET('/api/mcp-programs', { signal })));
  const programs = read.data?.programs ?? [];
  return (
    <>
      {programs.length > 0 && (
        <SegmentedControl
          aria-label={t('mcpServers.where')}
          data={[
            { value: 'url', label: t('mcpServers.atAddress') },
            { value: 'command', label: t('mcpServers.asProgram') },
          ]}
          value={'url' in value ? 'url' : 'command'}
          onChange={(next) => onChange(next === 'url' ? { url: '' } : { command: programs[0] ?? '' })}
        />
      )}
      {read.problem !== null && (
        <Failure
          quiet
          what={t('mcpServers.programsFailed')}
          problem={read.problem}
          onRetry={read.reload}
          retrying={read.busy}
        />
      )}
      {'url' in value ? (
        <TextInput
          type="url"
          label={t('mcpServers.url')}
          description={t('mcpServers.urlText')}
          placeholder="https://mcp.example.com/mcp"
          spellCheck={false}
          autoComplete="off"
          data-autofocus
          required
          value={value.url}
          error={problem}
          onChange={(event) => onChange({ url: event.currentTarget.value })}
        />
      ) : (
        <NativeSelect
          label={t('mcpServers.program')}
          description={t('mcpServers.programText')}
          required
          data={[...programs]}
          value={value.command}
          error={problem}
          onChange={(event) => onChange({ command: event.currentTarget.value })}
        />
      )}
    </>
  );
};
