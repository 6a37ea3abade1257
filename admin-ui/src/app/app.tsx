import { MantineProvider } from '@mantine/core';
import { StrictMode, useState } from 'react';
import { HubProvider } from '../api/hub-context.tsx';
import { CacheProvider } from '../api/queries.tsx';
import { ArrivalProvider } from '../location/arrival.tsx';
import { LeaveGuard } from '../location/leave-guard.tsx';
import { createColorSchemeManager } from '../look/color-scheme.ts';
import { theme, variables } from '../look/theme.ts';
import { MessagesProvider, type LoadedMessages } from '../messages/messages-context.tsx';
import { Notices } from '../show/notices.tsx';
import { FailureBoundary } from './failure-boundary.tsx';
import { Pages } from './pages.tsx';

export const App = (props: { readonly messages: LoadedMessages }) => {
  const [colorSchemeManager] = useState(createColorSchemeManager);
  return (
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={variables}
        colorSchemeManager={colorSchemeManager}
        defaultColorScheme="auto"
      >
        <MessagesProvider first={props.messages}>
          <FailureBoundary>
            <CacheProvider>
              <HubProvider space={null}>
                <LeaveGuard>
                  <ArrivalProvider>
                    <Pages />
                    <Notices />
                  </ArrivalProvider>
                </LeaveGuard>
              </HubProvider>
            </CacheProvider>
          </FailureBoundary>
        </MessagesProvider>
      </MantineProvider>
    </StrictMode>
  );
};
