import { useEffect, useRef, useState } from 'react';
import type { GatewayLanguage, GatewayProblem, TrafficStatus } from '../../api/shapes.ts';
import { IconClients, IconHttp } from '../../look/icons.ts';
import { useT } from '../../messages/messages-context.tsx';
import { problemsBelow } from '../document/use-check.ts';
import { endpointsOf, servicesIn, stepsOf, textsOf, type Json } from '../document/pipeline-steps.ts';
import { AddPolicy } from './add-policy.tsx';
import { isSame, type Selection } from './selection.ts';
import { StepCard } from './step-card.tsx';
import type { TracedStep } from './trace.ts';
import { UpstreamCard } from './upstream-card.tsx';
import styles from './picture.module.css';

interface PictureProps {
  readonly document: Json;
  readonly language: GatewayLanguage;
  readonly problems: readonly GatewayProblem[];
  readonly status: TrafficStatus | undefined;
  readonly trace: readonly TracedStep[];
  readonly selected: Selection | null;
  readonly writes: boolean;
  onSelect(selection: Selection): void;
  onAdd(at: number): void;
  onMove(from: number, to: number): void;
  onDuplicate(at: number): void;
  onRemove(at: number): void;
}

/** The way of a request, from the client through each policy to what answers. */
export const Picture = (props: PictureProps) => {
  const { document, language, problems, trace, selected, writes, onSelect, onMove } = props;
  const t = useT();
  const frame = useRef<HTMLOListElement>(null);
  const [said, setSaid] = useState('');
  const [focus, setFocus] = useState<number | null>(null);
  const steps = stepsOf(document);
  const services = servicesIn(steps);
  const titleOf = (policy: string): string =>
    language.policies.find(({ name }) => name === policy)?.title ?? policy;
  useEffect(() => {
    if (focus === null) return;
    frame.current?.querySelector<HTMLElement>(`[data-step="${focus}"]`)?.focus();
    // The card stands elsewhere now; the next press starts from there.
    queueMicrotask(() => setFocus(null));
  }, [focus]);
  const move = (from: number, to: number): void => {
    const step = steps[from];
    if (step === undefined || to < 0 || to >= steps.length || from === to) return;
    onMove(from, to);
    setFocus(to);
    setSaid(t('gateway.moved', { name: titleOf(step.policy), place: to + 1, count: steps.length }));
  };
  const answers = steps.some(({ policy }) =>
    ['answers', 'upstream'].includes(language.policies.find(({ name }) => name === policy)?.group ?? ''),
  );
  return (
    <section className={styles['picture']} aria-label={t('gateway.picture')}>
      <p role="status" className={styles['said']}>
        {said}
      </p>
      <ol ref={frame} className={styles['way']}>
        <li className={styles['end']}>
          <IconClients size={16} aria-hidden /> {t('gateway.client')}
        </li>
        <li>
          <EndpointCard {...props} />
        </li>
        {steps.map((step, at) => (
          <li key={`${at} ${step.policy}`} data-way={trace[at]?.outcome}>
            {writes && <AddPolicy at={at} onAdd={props.onAdd} />}
            <StepCard
              at={at}
              step={step}
              language={language}
              problems={problemsBelow(problems, step.at).length}
              traced={trace[at]}
              selected={isSame(selected, { kind: 'step', at })}
              last={at === steps.length - 1}
              writes={writes}
              onOpen={() => onSelect({ kind: 'step', at })}
              onMove={move}
              onDuplicate={() => props.onDuplicate(at)}
              onRemove={() => {
                props.onRemove(at);
                setFocus(Math.min(at, steps.length - 2));
                setSaid(t('gateway.removed', { name: titleOf(step.policy) }));
              }}
            />
          </li>
        ))}
        {writes && (
          <li>
            <AddPolicy at={steps.length} onAdd={props.onAdd} />
          </li>
        )}
        {services.map((name) => (
          <li key={name}>
            <UpstreamCard name={name} status={props.status} />
          </li>
        ))}
        {!answers && (
          <li>
            <p className={styles['nobody']}>{t('gateway.nobodyAnswers')}</p>
          </li>
        )}
      </ol>
      {writes && steps.length > 1 && <p className="muted small">{t('gateway.moveHint')}</p>}
    </section>
  );
};

const EndpointCard = ({ document, problems, selected, onSelect }: PictureProps) => {
  const t = useT();
  const endpoints = endpointsOf(document);
  const wrong = problemsBelow(problems, '/apiEndpoints').length;
  return (
    <div
      className={styles['card']}
      data-selected={isSame(selected, { kind: 'endpoints' }) || undefined}
      data-wrong={wrong > 0 || undefined}
    >
      <button
        type="button"
        className={styles['open']}
        data-endpoints
        onClick={() => onSelect({ kind: 'endpoints' })}
      >
        <span className={styles['title']}>
          <IconHttp size={16} aria-hidden /> {t('gateway.endpoints', { count: endpoints.length })}
        </span>
        {endpoints.slice(0, 5).map(([name, endpoint]) => {
          const methods = textsOf(endpoint['methods']).join(', ');
          const paths = [...textsOf(endpoint['paths']), ...textsOf(endpoint['pathRegex'])];
          const host =
            typeof endpoint['host'] === 'string' && endpoint['host'] !== '*' ? endpoint['host'] : '';
          return (
            <span key={name} className={styles['endpoint']}>
              <span className="muted small">{methods === '' ? t('gateway.anyMethod') : methods}</span>
              {(paths.length === 0 ? ['/*'] : paths).slice(0, 5).map((path, at) => (
                <code key={at} className="any-break">
                  {host}
                  {path}
                </code>
              ))}
              {paths.length > 5 && (
                <span className="muted small">{t('gateway.more', { count: paths.length - 5 })}</span>
              )}
            </span>
          );
        })}
        {endpoints.length > 5 && (
          <span className="muted small">{t('gateway.more', { count: endpoints.length - 5 })}</span>
        )}
        {wrong > 0 && <span className={styles['wrong']}>{t('gateway.problems', { count: wrong })}</span>}
      </button>
    </div>
  );
};
