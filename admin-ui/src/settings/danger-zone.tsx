import { Button } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useWrite } from '../api/queries.tsx';
import type { Me, Space } from '../api/shapes.ts';
import { AskOnce } from '../form/ask-once.tsx';
import { useNavigate } from '../location/router.tsx';
import { useT } from '../messages/messages-context.tsx';
import { meKey } from '../session/me.ts';
import { useNotices } from '../show/notices.tsx';
import { Section } from '../show/section.tsx';

/** The space that a hub begins with; it stays. */
const permanent = 'default';

export const DangerZone = ({ space }: { readonly space: Space }) => {
  const t = useT();
  const { client } = useHub();
  const cache = useCache();
  const navigate = useNavigate();
  const notices = useNotices();
  const [asking, setAsking] = useState(false);
  const remove = useWrite((slug: string) => answer(client.POST('/api/space/delete', { body: { slug } })));
  const confirm = (): void => {
    remove.run(space.slug).then(
      () => {
        notices.done(t('settings.deleted', { name: space.name }));
        // The start page leads to a space that one is in: this one must be gone from the list before.
        cache.change<Me>(meKey, (me) => ({
          ...me,
          spaces: me.spaces.filter(({ slug }) => slug !== space.slug),
        }));
        navigate('/', { replace: true });
        cache.expire(meKey);
      },
      () => undefined,
    );
  };
  return (
    <Section title={t('settings.danger')} about={t('settings.dangerText')}>
      {space.slug === permanent ? (
        <p className="muted">{t('settings.permanent')}</p>
      ) : (
        <Button variant="outline" color="red.8" onClick={() => setAsking(true)}>
          {t('settings.delete')}
        </Button>
      )}
      <AskOnce
        opened={asking}
        title={t('settings.deleteTitle', { name: space.name })}
        action={t('settings.delete')}
        busy={remove.busy}
        problem={remove.problem}
        typed={{ expected: space.slug, label: t('settings.typeSlug', { slug: space.slug }) }}
        onConfirm={confirm}
        onClose={() => setAsking(false)}
      >
        {t('settings.deleteText')}
      </AskOnce>
    </Section>
  );
};
