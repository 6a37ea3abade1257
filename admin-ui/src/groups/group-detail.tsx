import { Button, CloseButton, Group as Row, Stack } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';
import type { Group } from '../api/shapes.ts';
import { Link } from '../location/router.tsx';
import { spacePath } from '../location/space-path.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { Facts } from '../show/facts.tsx';
import { Failure } from '../show/failure.tsx';
import { PageSkeleton } from '../show/page-skeleton.tsx';
import { ExactTime } from '../show/time.tsx';
import { AddPerson } from './add-person.tsx';
import { useChangePeople } from './use-change-people.ts';
import styles from './groups.module.css';

interface DetailProps {
  readonly group: Group;
  onEdit(): void;
  onDelete(): void;
}

/** Who is in it, and how that is changed. */
export const GroupDetail = ({ group, onEdit, onDelete }: DetailProps) => {
  const t = useT();
  const may = useMay();
  const { client, key, space } = useHub();
  const name = group.id;
  const read = useRead(key('groups', 'one', name), (signal) =>
    answer(client.GET('/api/groups/{name}', { signal, params: { path: { name } } })),
  );
  const change = useChangePeople(group);
  const writes = may('members.write');
  const people = read.data?.people;
  return (
    <Stack gap={16}>
      {group.description !== '' && <p className="any-break">{group.description}</p>}
      {writes && (
        <Row gap={8}>
          <Button size="xs" variant="default" onClick={onEdit}>
            {t('groups.edit')}
          </Button>
          <Button size="xs" variant="default" onClick={onDelete}>
            {t('groups.delete')}
          </Button>
        </Row>
      )}
      {read.problem !== null && (
        <Failure quiet what={t('groups.failed')} problem={read.problem} onRetry={read.reload} />
      )}
      {people === undefined && read.problem === null && <PageSkeleton />}
      {people !== undefined && (
        <section aria-labelledby="group-people">
          <h3 id="group-people" className={styles['heading']}>
            {t('groups.people', { count: people.length })}
          </h3>
          {people.length === 0 && <p className="muted">{t('groups.nobody')}</p>}
          <ul className={styles['people']}>
            {people.map((person) => (
              <li key={person.userId}>
                <span className={styles['person']}>
                  <Link to={spacePath(space ?? '', `members/${person.userId}`)} className="link">
                    {person.name}
                  </Link>
                  <span className="muted small any-break">{person.email}</span>
                </span>
                {writes && (
                  <CloseButton
                    size="sm"
                    aria-label={t('groups.removePerson', { name: person.name })}
                    disabled={change.busy}
                    onClick={() => change.remove(person)}
                  />
                )}
              </li>
            ))}
          </ul>
          {writes && <AddPerson known={people} busy={change.busy} onAdd={(member) => change.add(member)} />}
        </section>
      )}
      <Facts
        facts={[
          [t('groups.created'), <ExactTime key="created" at={group.createdAt} />],
          ['ID', <code key="id">{group.id}</code>],
        ]}
      />
    </Stack>
  );
};
