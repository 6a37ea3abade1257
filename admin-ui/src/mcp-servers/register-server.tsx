import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache } from '../api/queries.tsx';
import type { LookedServer } from '../api/shapes.ts';
import { useCancellable } from '../api/use-cancellable.ts';
import { FormActions } from '../form/form-actions.tsx';
import { FormProblems } from '../form/form-problems.tsx';
import { missing } from '../form/rules.ts';
import { useHubForm } from '../form/use-hub-form.ts';
import { useNavigate } from '../location/router.tsx';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';
import { UnderWay } from '../show/under-way.tsx';
import { LookedFacts } from './looked-facts.tsx';
import { nameOfServer } from './server-name.ts';
import { placeProblem, placeText, ServerPlaceField, type ServerPlace } from './server-place.tsx';
import { serverPath } from './server-path.ts';

/** First where it is; then what was found there, and what it is called here. */
export const RegisterServer = ({ onCancel }: { onCancel(): void }) => {
  const t = useT();
  const { client } = useHub();
  const [place, setPlace] = useState<ServerPlace>({ url: '' });
  const [wrong, setWrong] = useState<string | null>(null);
  const [found, setFound] = useState<{ readonly place: ServerPlace; readonly looked: LookedServer } | null>(
    null,
  );
  const look = useCancellable((body: ServerPlace, signal) =>
    answer(client.POST('/api/mcp-servers/look', { signal, body })),
  );
  const run = (): void => {
    const mistake = placeProblem(t, place);
    setWrong(mistake);
    if (mistake !== null) return;
    const asked = 'url' in place ? { url: place.url.trim() } : place;
    void look.run(asked).then((looked) => looked !== undefined && setFound({ place: asked, looked }));
  };
  if (found !== null)
    return (
      <Found
        {...found}
        onBack={() => setFound(null)}
        onAgain={() => {
          setFound(null);
          run();
        }}
      />
    );
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        run();
      }}
    >
      <Stack gap={16}>
        <ServerPlaceField
          value={place}
          problem={wrong}
          onChange={(next) => {
            setPlace(next);
            setWrong(null);
          }}
        />
        {look.problem !== null && <Failure quiet what={t('mcpServers.lookFailed')} problem={look.problem} />}
        <Group gap={8}>
          <UnderWay busy={look.busy} saying={t('mcpServers.looking')} onCancel={look.cancel}>
            <Button type="submit">{t('mcpServers.look')}</Button>
            <Button variant="default" onClick={onCancel}>
              {t('cancel')}
            </Button>
          </UnderWay>
        </Group>
      </Stack>
    </form>
  );
};

interface FoundProps {
  readonly place: ServerPlace;
  readonly looked: LookedServer;
  onBack(): void;
  onAgain(): void;
}

const Found = ({ place, looked, onBack, onAgain }: FoundProps) => {
  const t = useT();
  const { client, key, space } = useHub();
  const navigate = useNavigate();
  const cache = useCache();
  const down = looked.state === 'down';
  const form = useHubForm({
    initial: nameOfServer(placeText(place), looked.server),
    labels: { title: t('mcpServers.title'), name: t('mcpServers.name'), header: t('mcpServers.header') },
    validate: ({ title, name, header }) => ({
      title: missing(t, title),
      name: /^[a-z][a-z0-9-]{0,39}$/.test(name) ? null : t('mcpServers.wrongName'),
      header: header === '' || /^[A-Za-z0-9-]{1,64}$/.test(header) ? null : t('mcpServers.wrongHeader'),
    }),
    submit: async ({ title, name, header }) => {
      await answer(
        client.POST('/api/mcp-servers', {
          body: { ...place, name, title: title.trim(), header: header === '' ? null : header },
        }),
      );
      for (const noun of ['mcp-servers', 'connectors', 'callables']) cache.expire(key(noun));
      navigate(serverPath(space, name));
    },
  });
  const keyed = looked.state === 'needs_sign_in' && looked.signIn === null;
  return (
    <Stack gap={20}>
      <LookedFacts place={place} looked={looked} />
      {down ? (
        <Group gap={8}>
          <Button onClick={onAgain}>{t('mcpServers.lookAgain')}</Button>
          <Button variant="default" onClick={onBack}>
            {t('url' in place ? 'mcpServers.otherUrl' : 'mcpServers.otherProgram')}
          </Button>
        </Group>
      ) : (
        <form onSubmit={form.onSubmit} onBlur={form.onBlur} noValidate>
          <Stack gap={16}>
            <FormProblems form={form} />
            <TextInput
              label={t('mcpServers.title')}
              maxLength={200}
              autoComplete="off"
              data-autofocus
              required
              {...form.fields.getInputProps('title')}
            />
            <TextInput
              label={t('mcpServers.name')}
              description={t('mcpServers.nameText')}
              autoComplete="off"
              spellCheck={false}
              required
              {...form.fields.getInputProps('name')}
            />
            {keyed && (
              <TextInput
                label={t('mcpServers.header')}
                description={t('mcpServers.headerText')}
                placeholder="Authorization: Bearer"
                autoComplete="off"
                spellCheck={false}
                {...form.fields.getInputProps('header')}
              />
            )}
            <FormActions label={t('mcpServers.register')} busy={form.busy} onCancel={onBack} />
          </Stack>
        </form>
      )}
    </Stack>
  );
};
