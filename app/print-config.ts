import { HubError, isHubError } from '../core/errors.ts';
import { configTable, loadConfig, settings, settingNames } from '../platform/config.ts';

/** `npm run config`: the settings in force, where they come from and what they are for. */
const print = (): void => {
  const rows = configTable(loadConfig(process.env));
  const name = Math.max(...rows.map((row) => row.setting.length));
  const value = Math.min(40, Math.max(5, ...rows.map((row) => row.value.length)));
  const line = (cells: readonly [string, string, string, string]) =>
    `${cells[0].padEnd(name)}  ${cells[1].padEnd(value)}  ${cells[2].padEnd(11)}  ${cells[3]}`;
  console.log(line(['setting', 'value', 'from', 'what it is for']));
  for (const row of rows) console.log(line([row.setting, row.value, row.from, row.about]));
};

try {
  if (process.argv.includes('--examples')) {
    for (const one of settingNames)
      console.log(`# ${settings[one].about}\n# ${one}=${settings[one].example}\n`);
  } else print();
} catch (error) {
  const known = isHubError(error) ? error : new HubError('internal', String(error));
  console.error(known.message);
  process.exitCode = 1;
}
