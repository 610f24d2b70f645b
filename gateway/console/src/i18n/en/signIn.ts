export const signIn = {
  title: 'Sign in to your hub',
  lead: 'One gateway to every AI provider.',
  label: 'Admin token',
  placeholder: 'Paste the token',
  hint: 'It was printed when the hub first started, and lies in {file} in the folder that it was started from.',
  submit: 'Sign in',
  show: 'Show the token',
  wrong:
    'The hub does not know this token. Copy the whole line of .hub/admin.token, or set HUB_ADMIN_TOKEN and restart the hub.',
  forbidden:
    'This key may call models, but not manage the hub. Sign in with the admin token or with a key whose scopes include “manage”.',
  tooMany: 'Too many attempts. Wait a minute, then try again.',
  empty: 'Paste the token first.',
} as const;
