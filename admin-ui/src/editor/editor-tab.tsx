import { CloseButton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { lazy, Suspense, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import type { FlowFacts } from '../api/shapes.ts';
import type { Finding } from '../flows/text/draft-saver.ts';
import { PublishFlow } from '../flows/text/publish-flow.tsx';
import { useViewState } from '../location/use-view-state.ts';
import { useT } from '../messages/messages-context.tsx';
import { readKept, writeKept } from '../session/kept.ts';
import { useMay } from '../session/me.ts';
import { PageSkeleton } from '../show/page-skeleton.tsx';
import { AsidePanel } from './aside-panel.tsx';
import { AssistantPanel } from './assistant/assistant-panel.tsx';
import { Canvas } from './canvas/canvas.tsx';
import type { Plus } from './canvas/drawing.ts';
import { addAt } from './canvas/join-at.ts';
import { Catalogue } from './catalogue/catalogue.tsx';
import type { TextMistake } from './document/flow-shape.ts';
import { emptyFlow } from './document/flow-text.ts';
import { stepOfPath } from './document/resolve.ts';
import { EditorBar } from './editor-bar.tsx';
import { EditorNotices } from './editor-notices.tsx';
import { ProblemsPanel } from './problems-panel.tsx';
import { useFlowSamples } from './step/data/use-flow-samples.ts';
import { stepAsked } from './step-asked.ts';
import { PreviewsProvider } from './step/expression/previews-context.tsx';
import { FlowPanel } from './step/flow-panel.tsx';
import { StepPanel } from './step/step-panel.tsx';
import { useMakeChange } from './step/use-change-value.ts';
import { Presence } from './together/presence.tsx';
import { useMerging } from './together/use-merging.ts';
import { usePresence } from './together/use-presence.ts';
import { TrialPanel } from './trial/trial-panel.tsx';
import { pinsNow } from './trial/trial-wish.ts';
import { useTrial } from './trial/use-trial.ts';
import { Unreadable } from './unreadable.tsx';
import { useFlowEditor } from './use-flow-editor.ts';
import { useRoomBelow } from './use-room-below.ts';
import { useShownBelow } from './use-shown-below.ts';
import { views, type Aside, type View } from './view.ts';
import type { YamlViewHandle } from './yaml/yaml-view.tsx';
import styles from './editor-tab.module.css';

/** At the page, for the text to come: about ten seconds. */
const mostLooks = 600;

const YamlView = lazy(() => import('./yaml/yaml-view.tsx'));

/** A flow to be written: drawn, as text, or both beside each other, always of the same text. */
const EditorTab = ({ facts }: { readonly facts: FlowFacts }) => {
  const t = useT();
  const may = useMay();
  const address = useViewState();
  const narrow = useMediaQuery('(max-width: 767px)', window.innerWidth < 768) ?? false;
  const { name } = facts.flow;
  const { editor, state, saved } = useFlowEditor(facts);
  const { saver } = saved;
  const { findings } = saved.state;
  const { shape } = state.flow;
  const apart = useMerging(saved);
  const trial = useTrial(name, editor);
  const pins = useMemo(() => new Map(Object.entries(pinsNow(trial.kept, shape))), [trial.kept, shape]);
  const chosen = state.chosen.at(-1) ?? null;
  const data = useFlowSamples({ flow: name, shape, looked: chosen, pins });
  const text = useRef<YamlViewHandle>(null);
  const [publishing, setPublishing] = useState(false);
  const [trying, setTrying] = useState(false);
  const [plus, setPlus] = useState<Plus | null>(null);
  const [aside, setAside] = useState<Aside | null>(narrow ? null : 'inspect');
  const readOnly = !may('flows.write');
  const wanted = address.get('view') ?? readKept('view');
  const asked = views.find((one) => one === wanted) ?? (narrow ? 'text' : 'canvas');
  const view: View = narrow && asked === 'both' ? 'text' : asked;
  const show = (next: string): void => {
    writeKept('view', next);
    address.set({ view: next });
  };
  const { faces, visitors } = usePresence(name, { shape, chosen });
  const make = useMakeChange(editor);
  const room = useRoomBelow<HTMLDivElement>();
  const [beside, showBeside] = useShownBelow<HTMLElement>(aside);

  // The address is where one comes in; from then on one goes about in the flow.
  const enterAt = useEffectEvent(() => {
    const asked = stepAsked(shape, address.get('step'));
    if (asked !== null) editor.choose([asked]);
    address.set({ step: null });
  });
  useEffect(() => {
    if (new URLSearchParams(window.location.search).has('step')) enterAt();
  }, []);

  const goTo = (finding: Finding): void => {
    const place = stepOfPath(shape, finding.path);
    editor.choose(place === null ? [] : [place]);
    if (view === 'canvas') setAside('inspect');
    else text.current?.goTo(finding);
  };
  /** The first time what shows the text has to be loaded. */
  const goWhenThere = (place: TextMistake, looks = mostLooks): void => {
    requestAnimationFrame(() => {
      if (text.current !== null) text.current.goTo(place);
      else if (looks > 0) goWhenThere(place, looks - 1);
    });
  };
  const goToMistake = (): void => {
    const { mistake } = state;
    if (mistake === null) return;
    if (view === 'canvas') show(narrow ? 'text' : 'both');
    goWhenThere(mistake);
  };
  // Nothing could be read of it yet: what is drawn, or filled in, would be another flow.
  const unreadable = state.flow === emptyFlow ? state.mistake : null;
  const close = <CloseButton aria-label={t('close')} onClick={() => setAside(null)} />;

  return (
    <div ref={room} className={styles['editor']} data-trying={trying || undefined}>
      <EditorBar
        editor={editor}
        state={state}
        saved={saved.state}
        view={view}
        narrow={narrow}
        aside={aside}
        trying={trying}
        tests={trial.run.run?.endedAt === null}
        others={<Presence faces={faces} shape={shape} onChoose={(place) => editor.choose([place])} />}
        onView={show}
        onAside={setAside}
        onTry={() => setTrying(!trying)}
        onPublish={() => setPublishing(true)}
      />
      <EditorNotices
        saved={saved}
        apart={apart}
        mistake={view === 'text' || unreadable !== null ? null : state.mistake}
        onMistake={goToMistake}
      />
      <div className={styles['panes']} data-view={view}>
        {view !== 'text' && (
          <div className={styles['canvas']}>
            {unreadable !== null ? (
              <Unreadable mistake={unreadable} onGo={goToMistake} />
            ) : (
              <Canvas
                editor={editor}
                flow={name}
                findings={findings}
                marks={trying ? trial.run.marks : undefined}
                pins={trial.pinned}
                visitors={visitors}
                readOnly={readOnly}
                onOpen={(place) => {
                  editor.choose(place === null ? [] : [place]);
                  setAside('inspect');
                  showBeside();
                }}
                onAdd={setPlus}
              />
            )}
          </div>
        )}
        {view !== 'canvas' && (
          <div className={styles['text']}>
            <Suspense fallback={<PageSkeleton />}>
              <YamlView
                handle={text}
                label={t('flows.textOf', { name })}
                editor={editor}
                state={state}
                findings={findings}
                readOnly={readOnly}
                onLeave={() => void saver.flush()}
              />
            </Suspense>
          </div>
        )}
        <PreviewsProvider>
          {aside !== null && !(aside === 'inspect' && unreadable !== null) && (
            <aside ref={beside} className={styles['aside']}>
              {aside === 'problems' ? (
                <ProblemsPanel findings={findings} actions={close} onChoose={goTo} />
              ) : aside === 'assistant' ? (
                <AsidePanel title={t('editor.assistant')} actions={close}>
                  <AssistantPanel flow={name} editor={editor} onTaken={() => setAside('inspect')} />
                </AsidePanel>
              ) : chosen === null ? (
                <FlowPanel
                  editor={editor}
                  findings={findings}
                  samples={data.samples}
                  readOnly={readOnly}
                  actions={close}
                />
              ) : (
                <StepPanel
                  editor={editor}
                  place={chosen}
                  findings={findings}
                  samples={data.samples}
                  runs={data.runs}
                  onChooseRun={data.choose}
                  readOnly={readOnly}
                  actions={close}
                />
              )}
            </aside>
          )}
        </PreviewsProvider>
      </div>
      {trying && (
        <div className={styles['trial']}>
          <TrialPanel
            trial={trial}
            chosen={chosen}
            onChoose={(place) => editor.choose([place])}
            onClose={() => setTrying(false)}
          />
        </div>
      )}
      <Catalogue
        editor={editor}
        spot={plus?.spot ?? null}
        offers={shape.main.steps.length === 0 && shape.value['schedule'] === undefined ? 'begins' : 'steps'}
        onClose={() => setPlus(null)}
        onAdd={(step) => {
          if (plus === null) return;
          make(addAt(editor.state().flow, plus, step));
          setAside('inspect');
        }}
      />
      <PublishFlow
        name={name}
        saver={saver}
        opened={publishing}
        onClose={() => setPublishing(false)}
        onChoose={goTo}
      />
    </div>
  );
};

export default EditorTab;
