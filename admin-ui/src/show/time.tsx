import { useMessages } from '../messages/messages-context.tsx';
import { useNow } from './clock-tick.ts';
import { exactTime, relativeTime, shortTime } from './relative-time.ts';

interface TimeProps {
  readonly at: string | null;
  /** What stands there when it has never happened. */
  readonly never?: string;
}

/** How long ago, with the exact time in the reader's zone on hover. */
export const RelativeTime = ({ at, never = '–' }: TimeProps) => {
  const { language } = useMessages();
  const now = useNow();
  if (at === null) return <span className="muted">{never}</span>;
  const instant = Date.parse(at);
  // A clock that goes a little ahead of ours must not announce the future.
  const shown = instant > now && instant < now + 60_000 ? now : instant;
  return (
    <time dateTime={at} title={exactTime(language, instant)}>
      {relativeTime(language, shown, now)}
    </time>
  );
};

/** The exact time, where there is room for it. */
export const ExactTime = ({ at, never = '–' }: TimeProps) => {
  const { language } = useMessages();
  const now = useNow();
  if (at === null) return <span className="muted">{never}</span>;
  const instant = Date.parse(at);
  return (
    <time dateTime={at}>
      {shortTime(language, instant)} <span className="muted">({relativeTime(language, instant, now)})</span>
    </time>
  );
};
