/** Texts and names as single words, small: `getUserByID`, `user_id`, `/v1/users/{id}` and "the user's id" all have `user` and `id`. */
export const wordsOf = (text: string): string[] => {
  const parts = text
    .replace(/<[^<>]{0,300}>/g, ' ')
    .replace(/(\p{L})['’]s\b/gu, '$1')
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2');
  return parts.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
};

/** They stand everywhere and say nothing of what a tool is for. */
export const isFiller = (word: string): boolean => fillers.has(word);

const fillers: ReadonlySet<string> = new Set(
  `a all an and any anything are as at be been being but by can cannot could did do does doing done each either else etc
  few first for from give given had has have having he her here hers him his how i if in into is it its itself just know
  let many may me might mine more most much must my myself need needs no nor not of off on one ones only or other our
  ours out over per please shall she should so some something such than that the their them then there these they this
  those through to too under until up upon us very via want wants was we were what when where whether which while who whom
  whose why will wish with within without would you your yours also about after before between both during him like would
  ok hello hi hey dose tell http https www com api v1 v2 v3 url endpoint endpoints operation operations`.split(
    /\s+/,
  ),
);
