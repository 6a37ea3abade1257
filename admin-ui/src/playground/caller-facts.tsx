import { Button, Group, Popover, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useT } from '../messages/messages-context.tsx';
import { factNames, givenFacts, type Facts } from './tool-token.ts';
import styles from './playground.module.css';

/** As whom the tools are called: the reader, in a conversation with somebody. */
export const CallerFacts = ({ value, onChange }: { readonly value: Facts; onChange(facts: Facts): void }) => {
  const t = useT();
  const [opened, setOpened] = useState(false);
  const [typed, setTyped] = useState(value);
  const count = Object.keys(givenFacts(value)).length;
  return (
    <div>
      <p className={styles['label']}>{t('playground.facts')}</p>
      <Popover
        opened={opened}
        onChange={setOpened}
        position="bottom-start"
        width={320}
        trapFocus
        portalProps={{ target: 'main' }}
      >
        <Popover.Target>
          <Button
            variant="default"
            onClick={() => {
              setTyped(value);
              setOpened(!opened);
            }}
          >
            {count === 0 ? t('playground.noFacts') : t('playground.factCount', { count })}
          </Button>
        </Popover.Target>
        <Popover.Dropdown aria-label={t('playground.facts')}>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              onChange(typed);
              setOpened(false);
            }}
          >
            <Stack gap={12}>
              <p className="muted">{t('playground.factsText')}</p>
              {factNames.map((name, at) => (
                <TextInput
                  key={name}
                  size="xs"
                  label={<code>{name}</code>}
                  aria-label={name}
                  autoComplete="off"
                  maxLength={200}
                  {...(at === 0 && { 'data-autofocus': true })}
                  value={typed[name]}
                  onChange={(event) => setTyped({ ...typed, [name]: event.currentTarget.value })}
                />
              ))}
              <Group gap={8}>
                <Button size="xs" type="submit">
                  {t('playground.useFacts')}
                </Button>
              </Group>
            </Stack>
          </form>
        </Popover.Dropdown>
      </Popover>
    </div>
  );
};
