import type { ImportResult } from '../../api/shapes.ts';
import type { Translate } from '../../messages/translate.ts';
import { connectorPath } from '../connector-path.ts';

/** What came of an import, in a sentence. */
export const sayImported = (t: Translate, { state, title, version }: ImportResult): string => {
  if (state === 'unchanged') return t('import.unchanged', { name: title, version: String(version) });
  return t(state === 'draft' ? 'import.drafted' : 'import.done', { name: title });
};

/** Where one goes on: a draft is looked at first. */
export const importedPath = (space: string | null, { connector, state, version }: ImportResult): string =>
  connectorPath(space, connector, state === 'draft' ? `?tab=versions&version=${version}` : '');
