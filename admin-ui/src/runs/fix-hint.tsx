import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';
import { spacePath } from '../location/space-path.ts';
import { useT } from '../messages/messages-context.tsx';
import { LinkButton } from '../show/link-button.tsx';
import { fixOf, missingVariable, type Fix } from './error-fix.ts';

interface HintProps {
  readonly error: unknown;
  readonly flow: string;
}

/** What to do about a failure, where that is known, and the way to where it is done. */
export const FixHint = ({ error, flow }: HintProps) => {
  const t = useT();
  const { space } = useHub();
  const fix = useFix(fixOf({ error, flow }));
  if (fix === null) return null;
  return (
    <>
      <p className="muted any-break">{t(fix.text, fix.values)}</p>
      {fix.page !== null && fix.action !== null && (
        <div>
          <LinkButton size="xs" variant="default" to={spacePath(space ?? '', fix.page)}>
            {t(fix.action)}
          </LinkButton>
        </div>
      )}
    </>
  );
};

/** A variable that an expression reads may be there with a value that does not fit, or not be there at all. */
const useFix = (fix: Fix | null): Fix | null => {
  const { client, key } = useHub();
  const variable = fix?.variable ?? '';
  const read = useRead(
    key('variables', 'one', variable),
    (signal) => answer(client.GET('/api/variables/{variable}', { signal, params: { path: { variable } } })),
    { enabled: variable !== '', fresh: true },
  );
  if (variable === '' || read.data !== undefined) return fix;
  if (read.problem === null) return null;
  return read.problem.status === 404 ? missingVariable(variable) : fix;
};
