import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useWrite } from '../api/queries.tsx';
import type { Group } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { useNotices } from '../show/notices.tsx';

export interface Person {
  readonly userId: string;
  readonly name: string;
}

interface ChangePeople {
  readonly busy: boolean;
  add(person: Person): void;
  remove(person: Person): void;
}

/** Done at once, and taken back at once: nothing of it is lost. */
export const useChangePeople = (group: Group): ChangePeople => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const write = useWrite(({ person, into }: { readonly person: Person; readonly into: boolean }) => {
    const params = { path: { name: group.id, userId: person.userId } };
    const path = '/api/groups/{name}/members/{userId}';
    return answer(into ? client.PUT(path, { params }) : client.DELETE(path, { params }));
  });
  const change = (person: Person, into: boolean): void => {
    const name = { name: person.name, group: group.name };
    write.run({ person, into }).then(
      () => {
        cache.expire(key('groups'));
        notices.done(t(into ? 'groups.added' : 'groups.removed', name), () => change(person, !into));
      },
      (error: unknown) => notices.failed(t('groups.changeFailed', name), error),
    );
  };
  return {
    busy: write.busy,
    add: (person) => change(person, true),
    remove: (person) => change(person, false),
  };
};
