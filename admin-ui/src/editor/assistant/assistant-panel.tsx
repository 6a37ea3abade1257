import { Button, Group, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useRead, useWrite } from '../../api/queries.tsx';
import type { FlowSuggestion } from '../../api/shapes.ts';
import { FindingList } from '../../flows/text/finding-list.tsx';
import { DiffView } from '../../flows/versions/diff-view.tsx';
import { useT } from '../../messages/messages-context.tsx';
import { Elapsed } from '../../show/elapsed.tsx';
import { Failure } from '../../show/failure.tsx';
import type { FlowEditor } from '../flow-editor.ts';
import { unified } from './unified.ts';

interface PanelProps {
  readonly flow: string;
  readonly editor: FlowEditor;
  /** The draft is in the editor now. */
  onTaken(): void;
}

const mostLetters = 4_000;

/** Words to a draft: it is shown as what it would change, and a person takes it or leaves it. */
export const AssistantPanel = ({ flow, editor, onTaken }: PanelProps) => {
  const t = useT();
  const { client, key } = useHub();
  const state = useRead(key('assistant'), (signal) =>
    answer(client.GET('/api/flow-suggestions', { signal })),
  );
  const [words, setWords] = useState('');
  const [draft, setDraft] = useState<FlowSuggestion | null>(null);
  const ask = useWrite((wanted: string) =>
    answer(client.POST('/api/flow-suggestions', { body: { words: wanted, name: flow } })),
  );
  if (state.problem !== null)
    return <Failure what={t('editor.assistant.failed')} problem={state.problem} onRetry={state.reload} />;
  if (state.data === undefined) return <p className="muted">{t('loading')}</p>;
  if (!state.data.available) return <p className="muted">{t('editor.assistant.notConfigured')}</p>;
  const wanted = words.trim();
  return (
    <Stack gap={12}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (wanted.length < 3) return;
          setDraft(null);
          ask.run(wanted).then(setDraft, () => undefined);
        }}
      >
        <Stack gap={8}>
          <Textarea
            label={t('editor.assistant.words')}
            description={t('editor.assistant.about')}
            rows={5}
            maxLength={mostLetters}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
          <Group gap={8} justify="flex-end">
            {ask.busy && <Elapsed />}
            <Button type="submit" size="xs" loading={ask.busy} disabled={wanted.length < 3}>
              {t('editor.assistant.ask')}
            </Button>
          </Group>
        </Stack>
      </form>
      <div role="status">
        {ask.problem !== null && <Failure quiet what={t('editor.assistant.none')} problem={ask.problem} />}
      </div>
      {draft !== null && (
        <Suggested
          draft={draft}
          before={editor.state().text}
          onTake={() => {
            editor.take(draft.text);
            setDraft(null);
            onTaken();
          }}
          onLeave={() => setDraft(null)}
        />
      )}
    </Stack>
  );
};

interface SuggestedProps {
  readonly draft: FlowSuggestion;
  readonly before: string;
  onTake(): void;
  onLeave(): void;
}

const Suggested = ({ draft, before, onTake, onLeave }: SuggestedProps) => {
  const t = useT();
  return (
    <section aria-label={t('editor.assistant.draft')}>
      <Stack gap={8}>
        <ul className="small">
          {draft.notes.map(({ code, names }) => (
            <li key={code} className="any-break">
              {t(`editor.assistant.note.${code}`)} {names.join(', ')}
            </li>
          ))}
        </ul>
        <FindingList kind="problems" findings={draft.problems} />
        <DiffView text={unified(before, draft.text)} />
        <p className="muted small">{t('editor.assistant.review')}</p>
        <Group gap={8} justify="flex-end">
          <Button size="xs" variant="default" onClick={onLeave}>
            {t('editor.assistant.leave')}
          </Button>
          <Button size="xs" onClick={onTake}>
            {t('editor.assistant.take')}
          </Button>
        </Group>
      </Stack>
    </section>
  );
};
