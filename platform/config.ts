import { join, resolve } from 'node:path';
import { z } from 'zod';
import { HubError, type Problem } from '../core/errors.ts';
import { nearestName } from '../core/nearest-name.ts';
import { parseAllowList, type AllowEntry } from './egress/allow-list.ts';
import {
  failpoints,
  list,
  origins,
  setting,
  stdioCommands,
  url,
  wholeNumber,
  type Setting,
} from './setting-rules.ts';
import { trafficSettings } from './traffic-settings.ts';

/**
 * Every setting, once: its rule, its default, what it is for and a correct example. Nothing else in the hub reads
 * the environment.
 */
const allRoles = ['gateway', 'worker'] as const;

export const settings = {
  HUB_HOST: setting(z.string().regex(/^[A-Za-z0-9.:_-]+$/, 'must be an address or a host name'), {
    fallback: '127.0.0.1',
    about: 'Address the hub listens on.',
    example: '127.0.0.1',
  }),
  HUB_PORT: setting(wholeNumber(0, 65_535), {
    fallback: '3000',
    about: 'Port the hub listens on; 0 picks a free one.',
    example: '3000',
  }),
  HUB_DATA: setting(z.string().min(1, 'must be a folder'), {
    fallback: './data',
    about: 'Folder for the embedded database, blobs and keys.',
    example: './data',
  }),
  HUB_PUBLIC_URL: setting(url('http', 'https').optional(), {
    about: 'Address by which browsers and providers reach the hub, when it is not the one it listens on.',
    example: 'https://hub.example.com',
  }),
  HUB_URL: setting(url('http', 'https'), {
    fallback: 'http://127.0.0.1:3000',
    about: 'Of the hub that commands such as `flows push` speak to.',
    example: 'https://hub.example.com',
  }),
  HUB_KEY: setting(z.string().min(1).optional(), {
    about: 'An API key of the space whose flows such commands work on.',
    example: 'hub_ci_5f2c9b1e7d3a4c60a1b2',
    secret: true,
  }),
  HUB_ROLES: setting(
    z
      .string()
      .transform(list)
      .pipe(
        z
          .array(z.enum(allRoles, `must be among ${allRoles.join(', ')}`))
          .min(1, 'must name at least one role'),
      ),
    { fallback: allRoles.join(','), about: 'What this process does.', example: 'gateway,worker' },
  ),
  HUB_BOOTSTRAP_KEY: setting(
    z
      .string()
      .regex(/^[A-Za-z0-9_-]{24,200}$/, 'must be 24 to 200 letters, digits, - or _')
      .optional(),
    {
      about: 'On the first start: an API key of an owner with this value for the default space, for scripts.',
      example: 'hub_ci_5f2c9b1e7d3a4c60a1b2',
      secret: true,
    },
  ),
  HUB_MASTER_KEY: setting(
    z
      .string()
      .regex(
        /^[a-z0-9-]{1,32}:[A-Za-z0-9+/]{43}=(,[a-z0-9-]{1,32}:[A-Za-z0-9+/]{43}=)*$/,
        'must be <name>:<32 bytes in base64>, the key in force first, older ones after commas',
      )
      .optional(),
    {
      about: 'Keys that protect the stored secrets. Without it one is made in HUB_DATA/secrets.',
      example: 'k1:<output of: openssl rand -base64 32>',
      secret: true,
    },
  ),
  HUB_EGRESS_ALLOW: setting(z.string().transform(list), {
    fallback: '',
    about: 'Private or loopback addresses that the hub may call: addresses or ranges, with ports.',
    example: '10.1.0.0/16:443,127.0.0.1:8080-8090',
  }),
  HUB_CONNECTORS: setting(z.string().min(1, 'must be a folder').optional(), {
    about:
      'Folder with connectors of your own, written in TypeScript. Their code runs inside the hub: name only what you trust.',
    example: './my-connectors',
  }),
  HUB_TRUSTED_PROXIES: setting(wholeNumber(0, 10), {
    fallback: '0',
    about: 'How many proxies of yours stand in front; that many entries of X-Forwarded-For are believed.',
    example: '1',
  }),
  HUB_CORS_ORIGINS: setting(origins, {
    fallback: '',
    about: 'Origins of other web pages that may call the API, with API keys only.',
    example: 'https://portal.example.com',
  }),
  HUB_RATE_LIMIT: setting(wholeNumber(0, 10_000_000), {
    fallback: '6000',
    about:
      'Requests a minute for one key or session; ten times as many for a space, as many for an IP without sign-in. 0: none.',
    example: '6000',
  }),
  HUB_DRAIN_SECONDS: setting(wholeNumber(1, 600), {
    fallback: '25',
    about: 'How long a stop waits for work under way.',
    example: '25',
  }),
  HUB_LEASE_SECONDS: setting(wholeNumber(2, 300), {
    fallback: '10',
    about: 'How long a process may be silent before others go on with its runs of flows and its events.',
    example: '10',
  }),
  HUB_FAILPOINTS: setting(failpoints, {
    fallback: '',
    about:
      'For tests of crashes: places where the process kills itself, with their chance. Only for a hub that nobody else can reach.',
    example: 'before_journal=0.01',
  }),
  HUB_MCP_STDIO: setting(stdioCommands, {
    fallback: '{}',
    about:
      'Programs that may be run as MCP servers over stdio, as JSON: a name, by which spaces register them, and the command with its arguments. None unless listed here.',
    example: '{"files":["npx","-y","@modelcontextprotocol/server-filesystem","/srv/files"]}',
  }),
  HUB_LOG_LEVEL: setting(
    z.enum(['debug', 'info', 'warn', 'error', 'silent'], 'must be debug, info, warn, error or silent'),
    {
      fallback: 'info',
      about: 'How much is logged.',
      example: 'info',
    },
  ),
  HUB_METRICS_KEY: setting(z.string().min(16, 'must be at least 16 characters').optional(), {
    about: 'Bearer token for /metrics. Without it /metrics answers on loopback only.',
    example: 'a-long-random-word-for-prometheus',
    secret: true,
  }),
  DATABASE_URL: setting(url('postgres', 'postgresql').optional(), {
    about: 'A PostgreSQL of your own, 15 or newer. Without it one is embedded.',
    example: 'postgres://hub:password@db.example.com:5432/hub',
    secret: true,
  }),
  DATABASE_POOL: setting(wholeNumber(2, 500), {
    fallback: '20',
    about: 'Connections to the database.',
    example: '20',
  }),
  REDIS_URL: setting(url('redis', 'rediss').optional(), {
    about: 'Redis, to carry hints and count limits between processes.',
    example: 'redis://127.0.0.1:6379',
    secret: true,
  }),
  KAFKA_BROKERS: setting(
    z
      .string()
      .transform(list)
      .refine(
        (all) => all.every((one) => /^[^:\s]+:\d+$/.test(one)),
        'must be host:port, separated by commas',
      )
      .optional(),
    { about: 'Kafka, to carry events between processes.', example: '127.0.0.1:9092' },
  ),
  S3_ENDPOINT: setting(url('http', 'https').optional(), {
    about: 'An S3-compatible store for blobs. Without it they are files in HUB_DATA.',
    example: 'https://s3.example.com',
  }),
  S3_BUCKET: setting(z.string().min(3, 'must have at least 3 characters').optional(), {
    about: 'The bucket for blobs.',
    example: 'app-connect',
  }),
  S3_REGION: setting(z.string().min(1), {
    fallback: 'us-east-1',
    about: 'The region of the bucket.',
    example: 'eu-central-1',
  }),
  S3_ACCESS_KEY: setting(z.string().min(1).optional(), {
    about: 'Access key of the store.',
    example: 'hub',
    secret: true,
  }),
  S3_SECRET_KEY: setting(z.string().min(1).optional(), {
    about: 'Secret key of the store.',
    example: 'a-long-random-word',
    secret: true,
  }),
  OIDC_ISSUER: setting(url('http', 'https').optional(), {
    about: 'Keycloak or any OpenID provider for signing in.',
    example: 'https://id.example.com/realms/hub',
  }),
  OIDC_CLIENT_ID: setting(z.string().min(1).optional(), {
    about: 'The client of the hub at the provider.',
    example: 'app-connect',
  }),
  OIDC_CLIENT_SECRET: setting(z.string().min(1).optional(), {
    about: 'Its secret.',
    example: 'a-long-random-word',
    secret: true,
  }),
  OIDC_NAME: setting(z.string().min(1), {
    fallback: 'Single sign-on',
    about: 'What the button says.',
    example: 'Keycloak',
  }),
  OIDC_ROLES_CLAIM: setting(z.string().min(1), {
    fallback: 'realm_access.roles',
    about: 'Where the provider says what roles or groups a person has.',
    example: 'groups',
  }),
  OIDC_ROLE_MAP: setting(
    z
      .string()
      .transform(list)
      .refine(
        (all) => all.every((one) => /^.+=(owner|admin|builder|operator|viewer)$/.test(one)),
        'must be pairs like hub-admin=admin, with owner, admin, builder, operator or viewer at the right; * stands for anybody',
      ),
    {
      fallback: '',
      about: 'Roles of the provider, and the roles in the default space that they give.',
      example: 'hub-admin=admin,*=viewer',
    },
  ),
  HUB_LLM_URL: setting(url('http', 'https').optional(), {
    about:
      'A language model that suggests drafts of flows: the base of an API as OpenAI has it. Without it nothing is suggested.',
    example: 'https://api.openai.com/v1',
  }),
  HUB_LLM_KEY: setting(z.string().min(1).optional(), {
    about: 'Its key, where it wants one.',
    example: 'a-long-random-word',
    secret: true,
  }),
  HUB_LLM_MODEL: setting(z.string().min(1).optional(), {
    about: 'The name of the model.',
    example: 'gpt-5-mini',
  }),
  ...trafficSettings,
  OTEL_EXPORTER_OTLP_ENDPOINT: setting(url('http', 'https').optional(), {
    about: 'An OpenTelemetry collector for traces.',
    example: 'http://127.0.0.1:4318',
  }),
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;
type Settings = { readonly [Name in SettingName]: z.output<(typeof settings)[Name]['schema']> };

export type Config = Settings & {
  readonly dataDir: string;
  /** HUB_EGRESS_ALLOW, read. */
  readonly egressAllow: readonly AllowEntry[];
  /** Of the environment: for files of the installation's owner, who may name any variable there. */
  readonly variable: (name: string) => string | undefined;
  /** Where each value came from, for the table. */
  readonly source: Readonly<Record<SettingName, 'environment' | 'default'>>;
};

export const settingNames = Object.keys(settings) as SettingName[];

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads all settings, or throws with every problem at once. */
export const loadConfig = (env: Environment): Config => {
  const problems: Problem[] = [];
  const values: Record<string, unknown> = {};
  const source: Record<string, 'environment' | 'default'> = {};
  for (const name of settingNames) {
    const { schema, example }: Setting = settings[name];
    const fallback = (settings[name] as Setting).fallback;
    const given = env[name] === '' ? undefined : env[name];
    source[name] = given === undefined ? 'default' : 'environment';
    const parsed = schema.safeParse(given ?? fallback);
    if (parsed.success) values[name] = parsed.data;
    else problems.push({ path: name, message: `${firstMessage(parsed.error)}. Example: ${name}=${example}` });
  }
  const allowed = parseAllowList((values['HUB_EGRESS_ALLOW'] as string[] | undefined) ?? []);
  problems.push(
    ...allowed.problems,
    ...unknownNames(env),
    ...missingCompanions(values),
    ...armedInTheOpen(values),
  );
  if (problems.length > 0) {
    const lines = problems.map(({ path, message }) => `  ${path} ${message}`);
    throw new HubError('config_invalid', `The hub cannot start with these settings:\n${lines.join('\n')}`, {
      problems,
    });
  }
  return Object.freeze({
    ...(values as Settings),
    dataDir: resolve(values['HUB_DATA'] as string),
    egressAllow: allowed.entries,
    variable: (name: string) => env[name],
    source: source as Config['source'],
  });
};

const firstMessage = (error: z.ZodError): string => error.issues[0]?.message ?? 'is not valid';

/** A misspelt setting would silently do nothing. */
const unknownNames = (env: Environment): Problem[] =>
  Object.keys(env)
    .filter((name) => name.startsWith('HUB_') && !(name in settings))
    .map((name) => ({
      path: name,
      message: `is no setting of the hub.${closest(name)} \`npm run config\` lists them all.`,
    }));

const closest = (name: string): string => {
  const meant = nearestName(name, settingNames);
  return meant === undefined ? '' : ` Did you mean ${meant}?`;
};

/** Settings that mean something together only. */
const companions: readonly (readonly [SettingName, readonly SettingName[]])[] = [
  ['S3_ENDPOINT', ['S3_BUCKET', 'S3_ACCESS_KEY', 'S3_SECRET_KEY']],
  ['OIDC_ISSUER', ['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET']],
  ['HUB_LLM_URL', ['HUB_LLM_MODEL']],
];

const missingCompanions = (values: Readonly<Record<string, unknown>>): Problem[] =>
  companions.flatMap(([first, others]) =>
    values[first] === undefined
      ? []
      : others
          .filter((name) => values[name] === undefined && settings[name] !== undefined)
          .map((name) => ({
            path: name,
            message: `is needed because ${first} is set. Example: ${name}=${settings[name].example}`,
          })),
  );

/** Nobody who serves others switches this on by accident. */
const armedInTheOpen = (values: Readonly<Record<string, unknown>>): Problem[] => {
  const armed = values['HUB_FAILPOINTS'] as ReadonlyMap<string, number> | undefined;
  const alone =
    /^(127\.|localhost$|::1$)/.test(String(values['HUB_HOST'])) && values['HUB_PUBLIC_URL'] === undefined;
  if (armed === undefined || armed.size === 0 || alone) return [];
  const message =
    'lets the hub kill itself, for tests: it is refused where HUB_PUBLIC_URL is set or HUB_HOST is not of loopback.';
  return [{ path: 'HUB_FAILPOINTS', message: `${message} Leave it out.` }];
};

/** The settings as a table; secrets show only that they are there. */
export const configTable = (
  config: Config,
): { setting: string; value: string; from: string; about: string }[] =>
  settingNames.map((name) => {
    const value = config[name];
    const secret = (settings[name] as Setting).secret === true;
    const shown = textOf(value);
    return {
      setting: name,
      value: secret && shown !== '' ? '(set)' : shown,
      from: config.source[name],
      about: settings[name].about,
    };
  });

const textOf = (value: unknown): string => {
  if (Array.isArray(value)) return value.join(',');
  if (value instanceof Map) return [...value].map((pair) => pair.join('=')).join(',');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};

export const secretsFolder = (config: Config): string => join(config.dataDir, 'secrets');
