import { TextInput } from '@mantine/core';
import type { HubForm } from '../form/use-hub-form.ts';
import { useT } from '../messages/messages-context.tsx';
import type { Translate } from '../messages/translate.ts';
import { isFlowName } from './starter.ts';

type Field = ReturnType<HubForm<Record<string, unknown>>['fields']['getInputProps']>;

export const wrongFlowName = (t: Translate, text: string): string | null =>
  isFlowName(text) ? null : t('rule.flowName');

/** What a flow is known by, and what it stands among: neither changes later. */
export const NameFields = (props: { readonly name: Field; readonly namespace: Field }) => {
  const t = useT();
  return (
    <>
      <TextInput
        label={t('flows.name')}
        description={t('flows.nameText')}
        autoComplete="off"
        spellCheck={false}
        required
        {...props.name}
      />
      <TextInput
        label={t('flows.namespace')}
        description={t('flows.namespaceText')}
        autoComplete="off"
        spellCheck={false}
        required
        {...props.namespace}
      />
    </>
  );
};
