import { describe, expect, it } from 'vitest';
import { signInFrom, withFragment } from './signInFrom';

describe('the way to the sign-in page', () => {
  it('leads back, and keeps a fragment out of the query', () => {
    expect(signInFrom({ pathname: '/playground', searchStr: '?tab=images', hash: 'p=secret' })).toEqual({
      to: '/sign-in',
      search: { to: '/playground?tab=images' },
      hash: 'p=secret',
    });
    expect(withFragment('/playground', 'p=secret')).toBe('/playground#p=secret');
  });

  it('is plain from the first page', () => {
    expect(signInFrom({ pathname: '/', searchStr: '', hash: '' })).toEqual({ to: '/sign-in', search: {} });
    expect(withFragment('/', '')).toBe('/');
  });
});
