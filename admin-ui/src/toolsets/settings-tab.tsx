import { Checkbox, Radio, Stack, Textarea, TextInput } from '@mantine/core';
import { useT } from '../messages/messages-context.tsx';
import { changed } from './changed.ts';
import type { ToolsetDraft } from './draft.ts';
import { messageAt } from './findings.ts';
import { ServerField } from './server-field.tsx';
import type { EditedToolset } from './use-toolset-draft.ts';
import styles from './toolsets.module.css';

const modes = ['list', 'search'] as const;

/** What holds for the toolset as a whole. */
export const SettingsTab = (props: { readonly edited: EditedToolset; readonly writes: boolean }) => {
  const t = useT();
  const { draft, state, change } = props.edited;
  const { problems } = state.findings;
  return (
    <fieldset
      className={styles['content']}
      disabled={!props.writes}
      aria-label={t('toolsets.tab.settings')}
      style={{ border: 0, margin: 0 }}
    >
      <TextInput
        label={t('toolsets.title')}
        maxLength={200}
        value={draft.title}
        onChange={(event) => {
          const title = event.currentTarget.value;
          change((now) => ({ ...now, title }));
        }}
      />
      <Textarea
        label={t('toolsets.instructions')}
        description={t('toolsets.instructionsText')}
        autosize
        minRows={6}
        maxRows={24}
        maxLength={20_000}
        value={draft.instructions}
        error={messageAt(problems, '/instructions')}
        onChange={(event) => {
          const instructions = event.currentTarget.value;
          change((now) => ({ ...now, instructions }));
        }}
      />
      <Radio.Group
        label={t('toolsets.mode')}
        value={draft.mode}
        onChange={(value) => {
          const mode = modes.find((one) => one === value) ?? 'list';
          change((now) => ({ ...now, mode }));
        }}
      >
        <Stack gap={8} mt={8}>
          {modes.map((mode) => (
            <Radio
              key={mode}
              value={mode}
              label={t(`toolsets.mode.${mode}`)}
              description={t(`toolsets.mode.${mode}Text`)}
            />
          ))}
        </Stack>
      </Radio.Group>
      <Stack gap={12}>
        <Checkbox
          label={t('toolsets.outputs')}
          description={t('toolsets.outputsText')}
          checked={draft.outputs}
          onChange={(event) => {
            const outputs = event.currentTarget.checked;
            change((now) => ({ ...now, outputs }));
          }}
        />
        <Checkbox
          label={t('toolsets.keepContent')}
          description={t('toolsets.keepContentText')}
          checked={draft.keepContent}
          onChange={(event) => {
            const keepContent = event.currentTarget.checked;
            change((now) => ({ ...now, keepContent }));
          }}
        />
      </Stack>
      <ServerField
        value={draft.server}
        problem={messageAt(problems, '/server')}
        onChange={(server) => change((now) => changed<ToolsetDraft>(now, { server }))}
      />
    </fieldset>
  );
};
