import { Button, Group, Textarea } from '@mantine/core';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { missing } from '../form/rules.ts';
import { useT } from '../messages/messages-context.tsx';
import { SchemaForm } from '../schema-form/schema-form.tsx';
import { definitionsOf, isRecord } from '../schema-form/settle.ts';
import { useFormProblems } from '../schema-form/use-form-problems.ts';
import { JsonTree } from '../show/json-tree.tsx';
import { askedSchema, askedWords, proposed } from './asked-schema.ts';
import { PageAddress, pageIn } from './page-address.tsx';
import type { Asked } from './use-tool-call.ts';
import styles from './playground.module.css';

/** What the server wants to know in the middle of a call. The call waits until somebody says something. */
export const Question = ({ asked }: { readonly asked: Asked }) => {
  const t = useT();
  const { method, params } = asked.question;
  const kind =
    method === 'sampling/createMessage' ? 'sampling' : params['mode'] === 'url' ? 'address' : 'form';
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // Whoever has called the tool waits for this.
    heading.current?.focus();
  }, []);
  return (
    <section className={styles['question']} aria-labelledby="question">
      <h3 id="question" ref={heading} tabIndex={-1}>
        {t(`playground.asks.${kind}`)}
      </h3>
      {kind === 'sampling' ? (
        <AsModel asked={asked} />
      ) : kind === 'address' ? (
        <AtAddress asked={asked} />
      ) : (
        <ByForm asked={asked} />
      )}
    </section>
  );
};

interface PartProps {
  readonly asked: Asked;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const ByForm = ({ asked }: PartProps) => {
  const t = useT();
  const { message, requestedSchema } = asked.question.params;
  const schema = askedSchema(requestedSchema);
  const definitions = definitionsOf(schema);
  const [value, setValue] = useState<unknown>(() => proposed(requestedSchema));
  const problems = useFormProblems({ schema, definitions, value, refused: [], root: 'content' });
  return (
    <form
      className={styles['step']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (problems.ready()) asked.answer({ action: 'accept', content: value });
      }}
    >
      <p className={styles['asking']}>{textOf(message)}</p>
      <SchemaForm
        label={t('playground.yourAnswer')}
        schema={schema}
        value={value}
        problems={problems}
        nothing={t('playground.nothingToFill')}
        words={(pointer) => askedWords(schema, pointer)}
        whole
        onChange={setValue}
      />
      <Refusals asked={asked}>
        <Button size="xs" type="submit">
          {t('playground.sendAnswer')}
        </Button>
      </Refusals>
    </form>
  );
};

const AtAddress = ({ asked }: PartProps) => {
  const t = useT();
  const { message, url } = asked.question.params;
  const page = pageIn(url);
  return (
    <div className={styles['step']}>
      <p className={styles['asking']}>{textOf(message)}</p>
      {page === null ? (
        <p className="any-break">
          {t('playground.badAddress')} <code>{textOf(url)}</code>
        </p>
      ) : (
        <>
          <PageAddress page={page} />
          <p className="muted">{t('playground.addressText')}</p>
        </>
      )}
      <Refusals asked={asked}>
        <Button size="xs" disabled={page === null} onClick={() => asked.answer({ action: 'accept' })}>
          {t('playground.visited')}
        </Button>
      </Refusals>
    </div>
  );
};

const AsModel = ({ asked }: PartProps) => {
  const t = useT();
  const { systemPrompt, messages, maxTokens } = asked.question.params;
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  return (
    <form
      className={styles['step']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (text.trim() === '') return;
        asked.answer({
          ...{ role: 'assistant', content: { type: 'text', text } },
          ...{ model: 'a person at the playground', stopReason: 'endTurn' },
        });
      }}
    >
      <p className="muted">{t('playground.asModelText')}</p>
      {textOf(systemPrompt) !== '' && (
        <Said who={t('playground.systemPrompt')}>
          <p className={styles['asking']}>{textOf(systemPrompt)}</p>
        </Said>
      )}
      {(Array.isArray(messages) ? (messages as unknown[]) : []).filter(isRecord).map((message, at) => (
        <Said key={at} who={textOf(message['role'])}>
          <Content content={message['content']} />
        </Said>
      ))}
      <Textarea
        label={t('playground.modelAnswer')}
        {...(typeof maxTokens === 'number' && {
          description: t('playground.maxTokens', { count: maxTokens }),
        })}
        autosize
        minRows={3}
        maxRows={12}
        required
        value={text}
        error={tried ? missing(t, text) : null}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Group gap={8}>
        <Button size="xs" type="submit">
          {t('playground.sendAnswer')}
        </Button>
        <Button size="xs" variant="default" onClick={() => asked.answer(null)}>
          {t('playground.decline')}
        </Button>
      </Group>
    </form>
  );
};

const Said = ({ who, children }: { readonly who: string; readonly children: ReactNode }) => (
  <div>
    <p className="muted small">{who}</p>
    {children}
  </div>
);

const Content = ({ content }: { readonly content: unknown }) => {
  const t = useT();
  const blocks = Array.isArray(content) ? (content as unknown[]) : [content];
  return blocks.map((block, at) =>
    isRecord(block) && block['type'] === 'text' ? (
      <p key={at} className={styles['asking']}>
        {textOf(block['text'])}
      </p>
    ) : (
      <JsonTree key={at} value={isRecord(block) ? block : {}} label={t('playground.message')} />
    ),
  );
};

/** The two other answers that the protocol knows: no, and not now. */
const Refusals = ({ asked, children }: PartProps & { readonly children: ReactNode }) => {
  const t = useT();
  return (
    <Group gap={8}>
      {children}
      <Button size="xs" variant="default" onClick={() => asked.answer({ action: 'decline' })}>
        {t('playground.decline')}
      </Button>
      <Button size="xs" variant="default" onClick={() => asked.answer({ action: 'cancel' })}>
        {t('playground.dismiss')}
      </Button>
    </Group>
  );
};
