import { Button, Group, Stack } from '@mantine/core';
import { useHub } from '../api/hub-context.tsx';
import type { Variable } from '../api/shapes.ts';
import { flowPath } from '../flows/flow-path.ts';
import { Link } from '../location/router.tsx';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { CopyIcon } from '../show/copy-button.tsx';
import { Facts } from '../show/facts.tsx';
import { JsonTree } from '../show/json-tree.tsx';
import { ExactTime } from '../show/time.tsx';
import { valueText } from './value-text.ts';
import { VariableHistory } from './variable-history.tsx';
import beside from '../show/beside.module.css';
import styles from './variables.module.css';

interface DetailProps {
  readonly variable: Variable;
  onEdit(): void;
  onDelete(): void;
}

/** A variable: what it is, how expressions read it, which flows do, and what it was. */
export const VariableDetail = ({ variable, onEdit, onDelete }: DetailProps) => {
  const t = useT();
  const may = useMay();
  const { space } = useHub();
  const { name, value, usedBy } = variable;
  const expression = `$ENV.${name}`;
  return (
    <Stack gap={16}>
      {may('flows.write') && (
        <Group gap={8}>
          <Button size="xs" variant="default" onClick={onEdit}>
            {t('variables.edit')}
          </Button>
          <Button size="xs" variant="default" onClick={onDelete}>
            {t('variables.delete')}
          </Button>
        </Group>
      )}
      {typeof value === 'object' && value !== null ? (
        <JsonTree value={value} label={t('variables.valueOf', { name })} />
      ) : (
        <pre className={`${styles['whole']} mono`} tabIndex={0} aria-label={t('variables.valueOf', { name })}>
          {valueText(value)}
        </pre>
      )}
      <Facts
        facts={[
          [
            t('variables.expression'),
            <Group key="expression" gap={4} wrap="nowrap">
              <code className="any-break">{expression}</code>
              <CopyIcon value={expression} label={t('variables.copyExpression')} />
            </Group>,
          ],
          [t('variables.setBy'), variable.setByName],
          [t('variables.set'), <ExactTime key="set" at={variable.setAt} />],
        ]}
      />
      <section aria-labelledby="used-by">
        <h3 id="used-by" className={beside['heading']}>
          {t('variables.usedBy')}
        </h3>
        {usedBy.length === 0 && <p className="muted">{t('variables.unusedText')}</p>}
        <ul className={styles['history']}>
          {usedBy.map((flow) => (
            <li key={flow}>
              <Link to={flowPath(space, flow)} className="link any-break">
                {flow}
              </Link>
            </li>
          ))}
        </ul>
      </section>
      <VariableHistory key={`${name} ${variable.setAt}`} name={name} />
    </Stack>
  );
};
