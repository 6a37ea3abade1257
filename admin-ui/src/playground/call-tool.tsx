import { Button, Tabs } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { IconTry } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { SchemaForm } from '../schema-form/schema-form.tsx';
import { startValue } from '../schema-form/start-value.ts';
import { definitionsOf } from '../schema-form/settle.ts';
import { useFormProblems } from '../schema-form/use-form-problems.ts';
import { Failure } from '../show/failure.tsx';
import { UnderWay } from '../show/under-way.tsx';
import { CallLog, CallProgress } from './call-news.tsx';
import type { ListedTool } from './listed-tool.ts';
import { PagesFirst, pagesWanted } from './pages-first.tsx';
import { Question } from './question.tsx';
import { ToolResult } from './tool-result.tsx';
import { useToolCall } from './use-tool-call.ts';
import type { ToolWire } from './use-wire.ts';
import { WireView } from './wire-view.tsx';
import styles from './playground.module.css';

/** The arguments at one side; what it asks, what came, and what went over the wire, at the other. */
export const CallTool = ({ tool, wire }: { readonly tool: ListedTool; readonly wire: ToolWire }) => {
  const t = useT();
  const { name, title, description, inputSchema } = tool;
  const definitions = definitionsOf(inputSchema);
  const [value, setValue] = useState<unknown>(() => startValue(inputSchema, definitions) ?? {});
  const [tab, setTab] = useState('result');
  const problems = useFormProblems({ schema: inputSchema, definitions, value, refused: [], root: 'input' });
  const call = useToolCall(tool, wire);
  const [question] = call.asked;
  const side = useRef<HTMLDivElement>(null);
  const { answer } = call;
  const wanted = call.busy || answer === null ? [] : pagesWanted(answer);
  useEffect(() => {
    // Where the answer stands below the arguments, it comes in out of sight.
    const top = side.current?.getBoundingClientRect().top ?? 0;
    if (answer !== null && top > window.innerHeight * 0.7) side.current?.scrollIntoView();
  }, [answer]);
  return (
    <>
      <form
        className={styles['form']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          // What is wrong is said, and sent all the same: what the model would be told is worth seeing.
          problems.ready();
          call.run(value);
        }}
      >
        <div>
          <h2 className="any-break">{name}</h2>
          {title !== '' && title !== name && !description.startsWith(title) && <p>{title}</p>}
          {description !== '' && description !== title && (
            <p
              className={`${styles['description']} muted`}
              tabIndex={0}
              role="group"
              aria-label={t('playground.description')}
            >
              {description}
            </p>
          )}
        </div>
        <SchemaForm
          label={t('playground.arguments')}
          schema={inputSchema}
          value={value}
          problems={problems}
          nothing={t('playground.noArguments')}
          onChange={setValue}
        />
        <div className={styles['actions']}>
          <UnderWay
            busy={call.busy}
            saying={t(question === undefined ? 'playground.calling' : 'playground.waiting')}
            onCancel={call.cancel}
          >
            <Button type="submit" leftSection={<IconTry size={14} />}>
              {t('playground.call')}
            </Button>
          </UnderWay>
          {call.busy && <CallProgress progress={call.progress} />}
        </div>
      </form>
      <div className={styles['side']} ref={side}>
        {question !== undefined && <Question key={question.number} asked={question} />}
        {wanted.length > 0 && <PagesFirst wanted={wanted} onAgain={() => call.run(value)} />}
        <Tabs value={tab} onChange={(next) => setTab(next ?? 'result')} keepMounted={false}>
          <Tabs.List mb={12}>
            <Tabs.Tab value="result">{t('playground.result')}</Tabs.Tab>
            <Tabs.Tab value="wire">{t('playground.wire')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="result">
            {call.problem !== null ? (
              <Failure quiet what={t('playground.callFailed')} problem={call.problem} />
            ) : call.busy || answer === null ? (
              <p className="muted">{t(call.busy ? 'playground.noResultYet' : 'playground.noResult')}</p>
            ) : (
              <ToolResult key={answer.exchange.number} answer={answer} />
            )}
            <CallLog log={call.log} />
          </Tabs.Panel>
          <Tabs.Panel value="wire">
            <WireView exchanges={wire.exchanges} />
          </Tabs.Panel>
        </Tabs>
      </div>
    </>
  );
};
