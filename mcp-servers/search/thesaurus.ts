import { stem } from './stem.ts';

/** Words that stand for one another in what APIs are about. How far that fits what it was measured on: docs/decisions/0036. */
const groups: readonly string[] = [
  'picture image photo poster logo cover avatar icon thumbnail artwork screenshot',
  'movie film',
  'tv television show series',
  'song track music tune',
  'artist singer musician band',
  'actor actress cast star crew director producer writer credit filmography',
  'person people human individual',
  'company organization organisation business corporation enterprise firm',
  'user account member profile',
  'customer client contact consumer',
  'employee staff worker',
  'invoice bill receipt',
  'payment charge transaction',
  'refund reimbursement',
  'order purchase',
  'ticket case issue incident bug',
  'message sms text chat dm',
  'email mail',
  'comment note remark reply annotation',
  'file document attachment',
  'folder directory',
  'repository repo',
  'appointment meeting event booking reservation',
  'phone telephone mobile',
  'address location place',
  'price cost amount fee',
  'coupon discount promotion voucher',
  'product item article sku',
  'cart basket',
  'webhook callback subscription',
  'permission role privilege grant',
  'password credential secret',
  'token key',
  'tag label keyword',
  'group team',
  'channel room conversation thread',
  'review rating feedback',
  'popular trending hot favourite favorite',
  'top best favourite favorite highest',
  'latest newest recent new',
  'current now present ongoing',
  'similar related alike',
  'recommendation suggestion',
  'statistic metric analytics report insight',
  'log history audit activity',
  'job task todo',
  'deployment release rollout',
  'language locale translation',
  'detail info information overview',
  'library collection saved',
  'queue waiting',
  'player playback',
  'status state health',
  'setting configuration preference option',
  'environment stage',
  'warehouse stock inventory',
  'shipment delivery shipping parcel package',
  'lead prospect',
  'deal opportunity',
  'calendar schedule timetable',
  'theater theatre cinema',
  'birthday birth born',
];

const near: ReadonlyMap<string, ReadonlySet<string>> = (() => {
  const made = new Map<string, Set<string>>();
  for (const group of groups) {
    const stems = group.split(' ').map(stem);
    for (const one of stems) {
      const others = made.get(one) ?? new Set<string>();
      for (const other of stems) if (other !== one) others.add(other);
      made.set(one, others);
    }
  }
  return made;
})();

/** Stems of words that may have been meant by this stem. */
export const nearTo = (stemmed: string): Iterable<string> => near.get(stemmed) ?? [];

/** Always read as the long word, in queries and in tools. */
export const longForm = (word: string): string => abbreviations.get(word) ?? word;

const abbreviations: ReadonlyMap<string, string> = new Map(
  Object.entries({
    repo: 'repository',
    repos: 'repositories',
    org: 'organization',
    orgs: 'organizations',
    organisation: 'organization',
    organisations: 'organizations',
    config: 'configuration',
    configs: 'configurations',
    env: 'environment',
    envs: 'environments',
    auth: 'authentication',
    info: 'information',
    msg: 'message',
    msgs: 'messages',
    pr: 'pull',
    prs: 'pulls',
    ids: 'id',
    identifier: 'id',
    identifiers: 'id',
    doc: 'document',
    docs: 'documents',
    img: 'image',
    pic: 'picture',
    pics: 'pictures',
    num: 'number',
    qty: 'quantity',
    addr: 'address',
    tel: 'telephone',
    dept: 'department',
    mgr: 'manager',
    admin: 'administrator',
    admins: 'administrators',
    app: 'application',
    apps: 'applications',
    db: 'database',
    perms: 'permissions',
    stats: 'statistics',
    sub: 'subscription',
    subs: 'subscriptions',
    txn: 'transaction',
    cust: 'customer',
    acct: 'account',
    desc: 'description',
    lang: 'language',
    colour: 'color',
    favourite: 'favorite',
    favourites: 'favorites',
    licence: 'license',
    programme: 'program',
    centre: 'center',
    theatre: 'theater',
    theatres: 'theaters',
  }),
);
