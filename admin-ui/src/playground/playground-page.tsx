import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useHub } from '../api/hub-context.tsx';
import { spacePath } from '../location/space-path.ts';
import { IconConnections } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { NoPermission } from '../show/no-permission.tsx';
import { connectPath, hubAdmin } from '../toolsets/toolset-path.ts';
import { CallerFacts } from './caller-facts.tsx';
import { noFacts, type Facts } from './tool-token.ts';
import { ToolsetGround } from './toolset-ground.tsx';
import { ToolsetSelect } from './toolset-select.tsx';
import { Tools } from './tools.tsx';
import { eras, type Era } from './wire/wire.ts';
import styles from './playground.module.css';

/** A toolset as a client sees it: its tools, called by hand, with what goes over the wire. */
const PlaygroundPage = () => {
  const t = useT();
  const may = useMay();
  const { space } = useHub();
  const [era, setEra] = useState<Era>(eras[0]);
  const [facts, setFacts] = useState<Facts>(noFacts);
  // A client has a token, and this one has to be given one.
  if (!may('toolsets.issue')) return <NoPermission permission="toolsets.issue" />;
  return (
    <ToolsetGround
      title={t('nav.playground')}
      about={t('playground.about')}
      other={{ label: t('toolsets.connect'), icon: <IconConnections size={14} />, path: connectPath }}
    >
      {(toolset, choose) => (
        <>
          <div className={styles['bar']}>
            <ToolsetSelect value={toolset} onChange={choose} />
            <NativeSelect
              label={t('playground.era')}
              data={eras.map((value) => ({ value, label: t(`playground.era.${value}`) }))}
              value={era}
              onChange={(event) => setEra(eras.find((one) => one === event.currentTarget.value) ?? era)}
            />
            <CallerFacts value={facts} onChange={setFacts} />
          </div>
          <Tools
            key={`${toolset} ${era} ${JSON.stringify(facts)}`}
            toolset={toolset}
            era={era}
            facts={facts}
            editPath={toolset === hubAdmin ? null : spacePath(space ?? '', `toolsets/${toolset}`)}
          />
        </>
      )}
    </ToolsetGround>
  );
};

export default PlaygroundPage;
