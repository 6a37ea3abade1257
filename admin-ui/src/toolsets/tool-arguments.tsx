import type { ArgumentSpec, ToolSpec, ToolsetFinding } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { pointerTo } from '../schema-form/pointer.ts';
import { without } from '../schema-form/without.ts';
import { argumentsOf, sourceOf } from './argument-plan.ts';
import { ArgumentFields } from './argument-fields.tsx';
import { messageAt } from './findings.ts';
import styles from './toolsets.module.css';

interface ArgumentsProps {
  readonly input: unknown;
  readonly tool: ToolSpec;
  readonly problems: readonly ToolsetFinding[];
  readonly warnings: readonly ToolsetFinding[];
  onChange(given: Readonly<Record<string, ArgumentSpec>>): void;
}

/** What the model may say, what it may not, and what it is called. */
export const ToolArguments = ({ input, tool, problems, warnings, onChange }: ArgumentsProps) => {
  const t = useT();
  const all = argumentsOf(input, Object.keys(tool.arguments));
  const put = (name: string, spec: ArgumentSpec): void => {
    const rest = without(tool.arguments, name);
    onChange(Object.keys(spec).length === 0 ? rest : { ...rest, [name]: spec });
  };
  return (
    <section aria-label={t('toolsets.arguments')}>
      <h3>{t('toolsets.arguments')}</h3>
      {all.length === 0 && <p className="muted">{t('toolsets.noArguments')}</p>}
      {all.map((argument) => {
        const { name, type, required } = argument;
        const spec = tool.arguments[name] ?? {};
        const path = pointerTo('/arguments', name);
        const problem = messageAt(problems, path);
        const source = sourceOf(spec);
        return (
          <details key={name} className={styles['argument']} {...(problem !== undefined && { open: true })}>
            <summary>
              <code>{name}</code>
              {spec.rename !== undefined && (
                <span>
                  → <code>{spec.rename}</code>
                </span>
              )}
              <span className="muted small">
                {type}
                {required && ` · ${t('toolsets.required')}`}
              </span>
              {source !== 'model' && (
                <span className={styles['hint']}>{t(`toolsets.source.${source}Short`)}</span>
              )}
              {problem !== undefined && <span className={styles['problems']}>{t('toolsets.wrong')}</span>}
            </summary>
            <div>
              <ArgumentFields
                argument={argument}
                spec={spec}
                path={path}
                problems={problems}
                warnings={warnings}
                onChange={(next) => put(name, next)}
              />
            </div>
          </details>
        );
      })}
    </section>
  );
};
