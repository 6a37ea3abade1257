import { flowLimits } from './document/limits.ts';
import { openReport } from './document/report.ts';
import { headlineOf, type Headline } from './headline.ts';

/**
 * What a text calls its flow, whatever else is wrong with it; null when it cannot be read, or has no name. What reads
 * YAML is loaded with the first text, as in `readFlow`.
 */
export const readHeadline = async (text: string): Promise<Headline | null> => {
  const [{ openYaml }, { plainTree }] = await Promise.all([
    import('../platform/yaml.ts'),
    import('./document/tree.ts'),
  ]);
  const yaml = openYaml(text, flowLimits.depth);
  if ('reason' in yaml) return null;
  const [root = null] = yaml.nodes();
  return root === null ? null : headlineOf(plainTree(root, openReport()).value);
};
