import { useHub } from '../api/hub-context.tsx';
import { flowPath } from '../flows/flow-path.ts';
import { IconEdit } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { LinkButton } from '../show/link-button.tsx';

interface EditProps {
  readonly flow: string;
  /** JSON pointer of the step, as the run has it. */
  readonly place: unknown;
}

/** From what happened at a step to where the step is written. */
export const EditStep = ({ flow, place }: EditProps) => {
  const t = useT();
  const may = useMay();
  const { space } = useHub();
  if (typeof place !== 'string' || !place.startsWith('/do/') || !may('flows.write')) return null;
  return (
    <LinkButton
      size="xs"
      variant="default"
      leftSection={<IconEdit size={14} />}
      to={flowPath(space, flow, `?step=${encodeURIComponent(place)}`)}
    >
      {t('runs.editStep')}
    </LinkButton>
  );
};
