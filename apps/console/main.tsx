import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import './console.css';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createQueryClient } from './api.ts';
import { startI18n } from './i18n/i18n.ts';
import { createConsoleRouter } from './router.tsx';
import './screens/customers/palette.ts';
import './screens/moments/palette.ts';
import './screens/knowledge/palette.ts';
import './screens/people/palette.ts';
import { sessionKey } from './session.ts';
import { theme } from './theme.ts';
import { ConfirmHost } from './ui/ConfirmDialog.tsx';
import { showProblem } from './ui/Problem.tsx';
import { onRevoked } from './use-live.ts';

const colorSchemes = localStorageColorSchemeManager({ key: 'verona.theme' });

await startI18n();
// The guard of the shell asks again, finds nobody, and leads to sign-in and back.
const onSignedOut = () => {
  client.removeQueries({ queryKey: sessionKey });
  void router.invalidate();
};
const client = createQueryClient({ onSignedOut, onFailedAction: showProblem });
onRevoked(onSignedOut);
const router = createConsoleRouter(client);
const place = document.getElementById('root');
if (!place) throw new Error('index.html lost its #root');

// Where nothing is written and nothing sent: over the navigation, on a phone over the head of the page.
const phone = matchMedia('(max-width: 48em)').matches;

createRoot(place).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={colorSchemes}>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
        <Notifications position={phone ? 'top-center' : 'bottom-left'} />
        <ConfirmHost />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
