import { VisuallyHidden } from '@mantine/core';
import { useHub } from '../api/hub-context.tsx';
import { Link } from '../location/router.tsx';
import { spacePath } from '../location/space-path.ts';
import { IconOpenStep, IconSuccess } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useSteps } from './use-steps.ts';
import styles from './home-page.module.css';

/** First steps, ticked off by what is really there. */
export const GettingStarted = () => {
  const t = useT();
  const { space } = useHub();
  const steps = useSteps();
  const done = steps.filter((step) => step.done === true).length;
  if (space === null || steps.length === 0) return null;
  return (
    <section aria-labelledby="getting-started">
      <h2 id="getting-started">{t('start.title')}</h2>
      <p className="muted">{t('start.progress', { done, all: steps.length })}</p>
      <ul className={styles['steps']}>
        {steps.map(({ name, to, done: finished }) => (
          <li key={name} data-done={finished === true || undefined}>
            {finished === true ? (
              <IconSuccess size={16} aria-hidden />
            ) : (
              <IconOpenStep size={16} aria-hidden />
            )}
            <div>
              <Link to={to.startsWith('/') ? to : spacePath(space, to)} className="link">
                {t(`start.${name}`)}
              </Link>
              {finished === true && <VisuallyHidden>{t('start.done')}</VisuallyHidden>}
              <p className="muted">{t(`start.${name}Text`)}</p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
};
