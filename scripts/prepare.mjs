/**
 * Makes the project ready to run: installs the packages when they are missing or not those of the lockfile, and
 * builds the admin UI when its sources changed. Runs before every npm script that needs either, on the machine's
 * own Node (20 or newer) and in plain JavaScript, because nothing else can be there yet.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');
const lockfile = join(root, 'package-lock.json');
const oldest = { node: 20, npm: 10 };

const say = (line) => process.stderr.write(`${line}\n`);

const giveUp = (line) => {
  say(line);
  process.exit(1);
};

const readText = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

const digest = (...parts) =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');

const requireTools = () => {
  const node = process.versions.node;
  if (Number.parseInt(node, 10) < oldest.node) {
    giveUp(
      `Node ${node} is too old: App Connect installs its own Node 24, but needs ${oldest.node} or newer for that.`,
    );
  }
  const npm = /npm\/(\d+)\.\S+/.exec(process.env.npm_config_user_agent ?? '');
  if (npm && Number(npm[1]) < oldest.npm) {
    giveUp(
      `${npm[0]} is too old: App Connect needs npm ${oldest.npm} or newer. Try: npm install --global npm@11`,
    );
  }
};

/** A binary made for this very machine. What other optional packages are for, npm alone knows. */
const isForHere = ({ os, cpu, libc }) =>
  os?.includes(process.platform) && cpu?.includes(process.arch) && libc === undefined;

/** Are the packages in node_modules those of the lockfile? True also for an `npm ci` or `npm install` by hand. */
const packagesFit = (lock) => {
  const there = readText(join(modules, '.package-lock.json'));
  if (there === undefined) return false;
  const installed = JSON.parse(there).packages;
  return Object.entries(JSON.parse(lock).packages).every(([path, wanted]) => {
    if (path === '') return true;
    if (installed[path] === undefined) return wanted.optional && !isForHere(wanted);
    return installed[path].version === wanted.version;
  });
};

const npmCommand = () => {
  const cli = process.env.npm_execpath;
  if (cli && /\.c?js$/.test(cli))
    return { command: process.env.npm_node_execpath ?? process.execPath, args: [cli] };
  // By hand, without npm around it: Windows starts npm.cmd by a shell only.
  return { command: 'npm', args: [], shell: process.platform === 'win32' };
};

const reasons = [
  [/ENOSPC/, 'The disk is full. Free about 1 GB, then try again.'],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT/,
    'The package registry cannot be reached. Check the network or the proxy settings of npm, then try again.',
  ],
  [/EACCES|EPERM/, `No permission to write to ${modules}. Does it belong to another user?`],
  [
    /EINTEGRITY/,
    'A package is not the one that package-lock.json names. Run: npm cache clean --force, then try again.',
  ],
];

const installPackages = () => {
  const lock = readText(lockfile);
  if (lock === undefined) giveUp(`${lockfile} is missing: this is not a complete copy of App Connect.`);
  const stampFile = join(modules, '.prepared');
  const stamp = digest(lock, process.platform, process.arch);
  if (readText(stampFile) === stamp) return;
  if (!packagesFit(lock)) {
    say('Installing packages (once, about half a minute) …');
    // `npm ci` empties node_modules first, which Windows refuses while the Node in it runs this very file.
    const inside = process.platform === 'win32' && process.execPath.startsWith(modules + sep);
    const { command, args, shell = false } = npmCommand();
    const how = [
      inside ? 'install' : 'ci',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ];
    const done = spawnSync(command, [...args, ...how], { cwd: root, encoding: 'utf8', shell });
    if (done.status !== 0) {
      const output = `${done.stderr ?? ''}${done.stdout ?? ''}${done.error ?? ''}`.trim();
      const told = output.split('\n').slice(0, 6).join('\n');
      const known = reasons.find(([pattern]) => pattern.test(output));
      giveUp(`The packages could not be installed.\n${told}\n${known ? known[1] : ''}`.trimEnd());
    }
  }
  // npm makes no folder when there is nothing to put in.
  mkdirSync(modules, { recursive: true });
  writeFileSync(stampFile, stamp);
};

const filesBelow = (folder) =>
  readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.name === 'dist' || entry.name === 'node_modules') return [];
      return entry.isDirectory() ? filesBelow(path) : [path];
    });

const projectNode = () => {
  if (Number.parseInt(process.versions.node, 10) >= 24) return process.execPath;
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const exe = process.platform === 'win32' ? 'node.exe' : 'node';
  const names = [`node-${platform}-${process.arch}`, `node-bin-${platform}-${process.arch}`];
  const found = names.map((name) => join(modules, name, 'bin', exe)).find((path) => existsSync(path));
  return (
    found ??
    giveUp(
      `No Node 24 for ${platform}-${process.arch} comes from npm. Install Node 24 by hand, then try again.`,
    )
  );
};

const buildAdminUi = () => {
  const ui = join(root, 'admin-ui');
  if (!existsSync(join(ui, 'index.html'))) return;
  const stampFile = join(ui, 'dist', '.built');
  const sources = filesBelow(ui).flatMap((path) => [path.slice(ui.length), readFileSync(path)]);
  const stamp = digest(...sources, readFileSync(lockfile));
  if (readText(stampFile) === stamp) return;
  say('Building the admin UI …');
  const vite = join(modules, 'vite', 'bin', 'vite.js');
  const built = spawnSync(projectNode(), [vite, 'build', ui, '--logLevel', 'warn'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (built.status !== 0) {
    giveUp(
      `The admin UI could not be built.\n${built.stdout ?? ''}${built.stderr ?? ''}${built.error ?? ''}`.trimEnd(),
    );
  }
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, stamp);
};

requireTools();
installPackages();
if (!process.argv.includes('--no-ui')) buildAdminUi();
