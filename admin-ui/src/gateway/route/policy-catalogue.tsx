import { Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { GatewayLanguage } from '../../api/shapes.ts';
import { IconSearch } from '../../look/icons.ts';
import { useT } from '../../messages/messages-context.tsx';
import type { MessageKey } from '../../messages/translate.ts';
import styles from '../gateway.module.css';

type Policy = GatewayLanguage['policies'][number];

/** In the order in which requests usually meet them. */
const groups = [
  'authentication',
  'checks',
  'limits',
  'changes',
  'upstream',
  'answers',
  'watching',
  'plugins',
] as const;

export const groupWord = (group: string): MessageKey => {
  const known = groups.find((one) => one === group);
  return known === undefined ? 'gateway.group.other' : `gateway.group.${known}`;
};

interface CatalogueProps {
  readonly language: GatewayLanguage;
  readonly opened: boolean;
  onChoose(policy: Policy): void;
  onClose(): void;
}

/** All policies in their groups, with what each is good for. */
export const PolicyCatalogue = ({ language, opened, onChoose, onClose }: CatalogueProps) => {
  const t = useT();
  const [words, setWords] = useState('');
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const found = language.policies.filter(({ name, title, about }) => {
    const text = `${name} ${title} ${about}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
  const close = (): void => {
    setWords('');
    onClose();
  };
  const shelves = [...new Set([...groups, ...found.map(({ group }) => group)])].flatMap((group) => {
    const policies = found.filter((one) => one.group === group);
    return policies.length === 0 ? [] : [{ group, policies }];
  });
  return (
    <Modal
      opened={opened}
      onClose={close}
      size={640}
      title={t('gateway.addPolicy')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <TextInput
        type="search"
        size="sm"
        mt={4}
        mb={12}
        data-autofocus
        aria-label={t('gateway.searchPolicies')}
        placeholder={t('gateway.searchPolicies')}
        leftSection={<IconSearch size={14} />}
        value={words}
        onChange={({ currentTarget }) => setWords(currentTarget.value)}
        onKeyDown={(event) => {
          const [only] = found;
          if (event.key !== 'Enter' || only === undefined || words === '') return;
          event.preventDefault();
          close();
          onChoose(only);
        }}
      />
      {found.length === 0 && (
        <p className="muted" role="status">
          {t('list.nothing')}
        </p>
      )}
      {shelves.map(({ group, policies }) => (
        <section key={group} className={styles['shelf']} aria-label={t(groupWord(group))}>
          <h3>{t(groupWord(group))}</h3>
          <ul>
            {policies.map((policy) => (
              <li key={policy.name}>
                <button
                  type="button"
                  onClick={() => {
                    close();
                    onChoose(policy);
                  }}
                >
                  <strong>{policy.title}</strong> <code>{policy.name}</code>
                  <span className="muted small">{policy.about}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </Modal>
  );
};
