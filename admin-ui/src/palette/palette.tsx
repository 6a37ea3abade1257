import { createSpotlight, Spotlight } from '@mantine/spotlight';
import { useEffect, useId, useRef, useState } from 'react';
import { useNavigate } from '../location/router.tsx';
import { IconSearch } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { fittingGroups, type PaletteEntry } from './palette-groups.ts';
import { PaletteOption } from './palette-option.tsx';
import { PaletteState } from './palette-state.tsx';
import { useActions } from './use-actions.tsx';
import { useFoundObjects } from './use-found-objects.ts';
import styles from './palette.module.css';

interface PaletteProps {
  onClose(): void;
  onHelp(): void;
}

/** What the hub takes as words to search for. */
const longest = 200;

/** How far a whole page of the list goes. */
const pageOf = 8;

/** Pages, spaces, actions and the things of the space by a few letters. Loaded when it is first asked for. */
const Palette = ({ onClose, onHelp }: PaletteProps) => {
  const t = useT();
  const own = useId();
  const navigate = useNavigate();
  const [[store, control]] = useState(createSpotlight);
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState<string | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const objects = useFoundObjects(typed);
  const found = objects.found.map(
    ({ kind: { noun, one, icon: Icon }, object: { id, title, about, to } }): PaletteEntry => ({
      ...{ id: `${noun}-${id}`, label: title, about, kind: t(one) },
      ...{ icon: <Icon size={16} />, run: () => navigate(to) },
    }),
  );
  // What the hub finds comes last: it arrives later, and must not move what stands there.
  const groups = [
    ...fittingGroups(useActions(onHelp), typed),
    { label: t('palette.objects'), entries: found },
  ].filter(({ entries }) => entries.length > 0);
  const entries = groups.flatMap((group) => group.entries);
  const at = Math.max(
    0,
    entries.findIndex(({ id }) => id === active),
  );
  const current = entries[at];
  const optionId = (id: string): string => `${own}${id}`;
  useEffect(() => control.open(), [control]);
  useReturnedFocus();
  useEffect(() => {
    if (active !== null) document.getElementById(`${own}${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [active, own]);

  const press = (entry: PaletteEntry): void => {
    control.close();
    entry.run();
  };
  const mark = (index: number): void => setActive(entries.at(index % entries.length)?.id ?? null);
  const moves: Readonly<Record<string, () => void>> = {
    ArrowDown: () => mark(at + 1),
    ArrowUp: () => mark(at - 1),
    PageDown: () => mark(Math.min(at + pageOf, entries.length - 1)),
    PageUp: () => mark(Math.max(at - pageOf, 0)),
    Enter: () => current !== undefined && press(current),
  };
  const onKeyDown = (event: React.KeyboardEvent<HTMLInputElement>): void => {
    const move = moves[event.key];
    if (event.nativeEvent.isComposing || move === undefined || current === undefined) return;
    event.preventDefault();
    move();
  };
  return (
    <Spotlight.Root
      store={store}
      query={typed}
      onQueryChange={setTyped}
      shortcut={null}
      onSpotlightClose={onClose}
      // Its upper edge and its height stay, however much is found.
      centered={false}
      classNames={{ content: styles['content'] ?? '', body: styles['body'] ?? '' }}
      overlayProps={{ backgroundOpacity: 0.3, blur: 0 }}
      attributes={{ content: { 'aria-label': t('palette.title') } }}
    >
      <Spotlight.Search
        ref={field}
        leftSection={<IconSearch size={16} />}
        placeholder={t('palette.placeholder')}
        aria-label={t('palette.placeholder')}
        autoComplete="off"
        spellCheck={false}
        maxLength={longest}
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={current !== undefined}
        {...(current === undefined
          ? {}
          : { 'aria-controls': `${own}list`, 'aria-activedescendant': optionId(current.id) })}
        onChange={() => {
          setActive(null);
          list.current?.scrollTo({ top: 0 });
        }}
        onKeyDown={onKeyDown}
      />
      {entries.length === 0 ? (
        <p className={styles['nothing']}>{objects.searching ? '' : t('palette.nothing')}</p>
      ) : (
        <div
          ref={list}
          id={`${own}list`}
          className={styles['list']}
          role="listbox"
          aria-label={t('palette.title')}
        >
          {groups.map((group) => (
            <div key={group.label} role="group" aria-label={group.label}>
              <p aria-hidden className={styles['group']}>
                {group.label}
              </p>
              {group.entries.map((entry) => (
                <PaletteOption
                  key={entry.id}
                  id={optionId(entry.id)}
                  entry={entry}
                  words={typed}
                  active={entry === current}
                  onPress={() => press(entry)}
                />
              ))}
            </div>
          ))}
        </div>
      )}
      <PaletteState objects={objects} count={entries.length} onRetry={() => field.current?.focus()} />
    </Spotlight.Root>
  );
};

/** The palette is gone before its dialog could give the keyboard back to where it was. */
const useReturnedFocus = (): void => {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (document.activeElement !== document.body || !(before instanceof HTMLElement)) return;
      before.focus({ preventScroll: true });
    },
    [before],
  );
};

export default Palette;
