import { Button, Group, Stack } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useRead } from '../../api/queries.tsx';
import type { RunTask } from '../../api/shapes.ts';
import { SideSheet } from '../../form/side-sheet.tsx';
import { IconTry } from '../../look/icons.ts';
import { useT } from '../../messages/messages-context.tsx';
import { JsonText } from '../../schema-form/json-text.tsx';
import { Failure } from '../../show/failure.tsx';
import { holdsRedacted } from '../../show/redacted.ts';
import { placeKey } from './place-key.ts';
import type { BeginAt } from './trial-wish.ts';
import type { Trial } from './use-trial.ts';

interface SheetProps {
  readonly trial: Trial;
  readonly place: string | null;
  onBegin(at: BeginAt): void;
  onClose(): void;
}

/** What a step in the middle is given, since nothing runs before it: at first what it had in the last run. */
export const BeginSheet = ({ trial, place, onBegin, onClose }: SheetProps) => {
  const t = useT();
  const step = place === null ? undefined : trial.shape.steps.get(place);
  return (
    <SideSheet
      opened={step !== undefined}
      title={t('editor.trial.fromTitle', { step: step?.name ?? '' })}
      onClose={onClose}
    >
      {step !== undefined && <Loader key={step.place} {...{ trial, onBegin, onClose }} place={step.place} />}
    </SideSheet>
  );
};

interface LoaderProps extends SheetProps {
  readonly place: string;
}

const Loader = (props: LoaderProps) => {
  const { trial, place } = props;
  const t = useT();
  const before = useBefore(trial, place);
  if (before.problem !== null)
    return <Failure what={t('editor.trial.beforeFailed')} problem={before.problem} onRetry={before.reload} />;
  if (before.data === undefined) return <p className="muted">{t('loading')}</p>;
  return <Form {...props} task={before.data} />;
};

const Form = ({ place, task, onBegin, onClose }: LoaderProps & { readonly task: RunTask | null }) => {
  const t = useT();
  const [input, setInput] = useState<unknown>(task?.input ?? {});
  const [context, setContext] = useState<unknown>(task?.context ?? null);
  const [unreadable, setUnreadable] = useState<ReadonlySet<string>>(new Set());
  const readable =
    (name: string) =>
    (ok: boolean): void =>
      setUnreadable((before) => {
        const next = new Set(before);
        if (ok) next.delete(name);
        else next.add(name);
        return next;
      });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (unreadable.size === 0) onBegin({ place, input: input ?? null, context: context ?? null });
      }}
    >
      <Stack gap={16}>
        <p className="muted">{t(task === null ? 'editor.trial.neverRan' : 'editor.trial.fromLast')}</p>
        <JsonText
          label={t('editor.trial.stepInput')}
          pointer="/input"
          value={input}
          rows={10}
          onChange={setInput}
          onReadable={readable('input')}
        />
        <JsonText
          label={t('editor.trial.context')}
          description={t('editor.trial.contextAbout')}
          pointer="/context"
          value={context}
          rows={6}
          onChange={setContext}
          onReadable={readable('context')}
        />
        {holdsRedacted({ input, context }) && <p className="muted small">{t('runs.redacted')}</p>}
        <Group gap={8} justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" leftSection={<IconTry size={14} />}>
            {t('editor.trial.begin')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

/** How the step began in the run that is shown, or in the last one of the flow; null where it never did. */
const useBefore = ({ flow, run }: Trial, place: string) => {
  const { client, key } = useHub();
  const wanted = placeKey(place);
  const known = run.tasks.findLast((task) => placeKey(task.place) === wanted && task.status !== 'skipped');
  return useRead<RunTask | null>(
    key('runs', 'begun-at', flow, run.id, known?.key, wanted),
    async (signal) => {
      const whole = async (of: string, task: string): Promise<RunTask | null> => {
        const params = { path: { run: of }, query: { task, limit: 1 } };
        return (await answer(client.GET('/api/runs/{run}/tasks', { signal, params }))).items[0] ?? null;
      };
      if (run.id !== null && known !== undefined) return whole(run.id, known.key);
      const runs = await answer(
        client.GET('/api/runs', { signal, params: { query: { flow, limit: 1, sort: '-startedAt' } } }),
      );
      const [last] = runs.items;
      if (last === undefined) return null;
      const { items } = await answer(
        client.GET('/api/runs/{run}/tasks', {
          signal,
          params: { path: { run: last.run }, query: { limit: 500 } },
        }),
      );
      const found = items.findLast((task) => placeKey(task.place) === wanted && task.status !== 'skipped');
      return found === undefined ? null : whole(last.run, found.key);
    },
    { fresh: true },
  );
};
