import { useT } from '../messages/messages-context.tsx';
import { StateMark } from '../show/state-mark.tsx';

/** The status of an answer; 0 where the client went before there was one. */
export const StatusMark = ({ status }: { readonly status: number }) => {
  const t = useT();
  const tone = status === 0 || status >= 500 ? 'failed' : status >= 400 ? 'waiting' : 'success';
  return <StateMark tone={tone}>{status === 0 ? t('gateway.gone') : String(status)}</StateMark>;
};
