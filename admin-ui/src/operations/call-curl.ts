import { shellText } from '../show/shell-text.ts';
import { bodyOf, type Asked } from './trial.ts';

interface Call {
  readonly connector: string;
  readonly operation: string;
  readonly asked: Asked;
}

/** The same call of the hub from a terminal; the key comes from the environment, so that it is in no history. */
export const callCurl = ({ connector, operation, asked }: Call): string =>
  [
    `curl -X POST ${shellText(`${window.location.origin}/api/operations/${connector}/${operation}/call`)}`,
    `  -H "Authorization: Bearer $HUB_KEY"`,
    `  -H 'Content-Type: application/json'`,
    `  -d ${shellText(JSON.stringify(bodyOf(asked)))}`,
  ].join(' \\\n');
