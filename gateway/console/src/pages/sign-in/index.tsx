import { Alert, Button, Code, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { getRouteApi, useNavigate, useRouter } from '@tanstack/react-router';
import { type FormEvent, useEffect, useState } from 'react';
import { ProblemError } from '../../api/problem';
import { useSignIn } from '../../api/session';
import { LanguageControl } from '../../app/AccountMenu';
import { withFragment } from '../../app/signInFrom';
import { type PlainKey, useI18n } from '../../i18n';
import { useExplain } from '../../ui/Failures';
import { Mark } from '../../ui/Mark';
import classes from './SignIn.module.css';

const route = getRouteApi('/sign-in');

const refusals: Readonly<Record<number, PlainKey>> = {
  401: 'signIn.wrong',
  403: 'signIn.forbidden',
  429: 'signIn.tooMany',
};

function useRefusal(): (error: Error) => string {
  const { t } = useI18n();
  const explain = useExplain();
  return (error) => {
    const key = error instanceof ProblemError ? refusals[error.status] : undefined;
    return key ? t(key) : explain(error);
  };
}

/** Signing in by the admin token. */
export function Page() {
  const { t, rich } = useI18n();
  const { to } = route.useSearch();
  const [token, setToken] = useState('');
  const [missing, setMissing] = useState(false);
  const signIn = useSignIn();
  const refusal = useRefusal();
  const navigate = useNavigate();
  const router = useRouter();
  const { hash } = router.state.location;

  useEffect(() => {
    document.title = `${t('signIn.submit')} · AIGNE Hub`;
  }, [t]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const trimmed = token.trim();
    setMissing(trimmed === '');
    if (trimmed === '') return;
    signIn.mutate(trimmed, {
      onSuccess: () => (to ? router.history.push(withFragment(to, hash)) : void navigate({ to: '/' })),
    });
  };

  return (
    <div className={classes.page}>
      <main className={classes.card}>
        <Mark size={44} />
        <Title order={1} mt="md">
          {t('signIn.title')}
        </Title>
        <Text c="dimmed" mb="lg">
          {t('signIn.lead')}
        </Text>
        <form onSubmit={submit} noValidate>
          <Stack gap="md">
            {signIn.isError && (
              <Alert color="red" variant="light" icon={<IconAlertCircle />} role="alert">
                {refusal(signIn.error)}
              </Alert>
            )}
            <PasswordInput
              label={t('signIn.label')}
              placeholder={t('signIn.placeholder')}
              autoComplete="current-password"
              autoFocus
              size="md"
              value={token}
              onChange={(event) => setToken(event.currentTarget.value)}
              error={missing && token.trim() === '' ? t('signIn.empty') : undefined}
              visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
            />
            <Button type="submit" size="md" loading={signIn.isPending} fullWidth>
              {t('signIn.submit')}
            </Button>
            <Text size="sm" c="dimmed">
              {rich('signIn.hint', { file: <Code>.hub/admin.token</Code> })}
            </Text>
          </Stack>
        </form>
      </main>
      <footer className={classes.language}>
        <LanguageControl />
      </footer>
    </div>
  );
}
