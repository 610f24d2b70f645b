/** The console: language, appearance, answers of the hub, pages. */
import '@fontsource-variable/inter/wght.css';
import './layers.css';
import './mantine.css';
import './global.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { LanguageProvider, type Locale } from '../i18n';
import type { FirstDictionary } from '../i18n/messages';
import { Messages } from '../ui/notify';
import { consoleQueryClient } from './queryClient';
import { consoleRouter } from './router';
import { signInFrom } from './signInFrom';
import { cssVariables, theme } from './theme';

const client = consoleQueryClient(() => {
  const { location } = router.state;
  if (location.pathname !== '/sign-in') void router.navigate(signInFrom(location));
});
const router = consoleRouter(client);

/** Everything, in the language that it begins with. */
export function App(props: { locale: Locale; dictionary: FirstDictionary }) {
  return (
    <LanguageProvider {...props}>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        <QueryClientProvider client={client}>
          <Messages />
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </LanguageProvider>
  );
}
