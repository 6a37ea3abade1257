import { Avatar, Tooltip } from '@mantine/core';
import { useT } from '../../messages/messages-context.tsx';
import type { FlowShape } from '../document/flow-shape.ts';
import { placesByKey } from '../trial/place-key.ts';
import type { Face } from './visitors.ts';
import styles from './presence.module.css';

interface PresenceProps {
  readonly faces: readonly Face[];
  readonly shape: FlowShape;
  /** Goes to the step that somebody looks at. */
  onChoose(place: string): void;
}

const most = 5;

/** The others who are on the flow, as faces in the bar; one leads to where they are. */
export const Presence = ({ faces, shape, onChoose }: PresenceProps) => {
  const t = useT();
  const places = placesByKey(shape);
  const shown = faces.slice(0, most);
  const more = faces.slice(most);
  return (
    <ul className={styles['faces']} aria-label={t('editor.presence')} hidden={faces.length === 0}>
      {shown.map((face) => {
        const place = face.steps.map((key) => places.get(key)).find((one) => one !== undefined);
        const step = place === undefined ? undefined : shape.steps.get(place)?.name;
        const said =
          step === undefined
            ? t('editor.presence.here', { name: face.name })
            : t('editor.presence.at', { name: face.name, step });
        return (
          <li key={face.person}>
            <Tooltip label={said}>
              <button
                type="button"
                aria-label={said}
                disabled={place === undefined}
                onClick={() => place !== undefined && onChoose(place)}
              >
                <Avatar
                  size={24}
                  radius="xl"
                  styles={{ placeholder: { background: face.color, color: 'white' } }}
                >
                  {face.initials}
                </Avatar>
              </button>
            </Tooltip>
          </li>
        );
      })}
      {more.length > 0 && (
        <li>
          <Tooltip label={more.map(({ name }) => name).join(', ')}>
            <span className="muted small">{t('editor.presence.more', { count: more.length })}</span>
          </Tooltip>
        </li>
      )}
    </ul>
  );
};
