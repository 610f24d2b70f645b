import { describe, expect, it } from 'vitest';
import { noSecret, secretOf } from './kinds';

describe('the secret of a kind that AWS keys sign calls to', () => {
  const keys = { ...noSecret, access_key_id: ' AKID ', secret_access_key: 'secret' };

  it('is access keys, with a session token where one was typed', () => {
    expect(secretOf('aws', keys)).toEqual({ access_key_id: 'AKID', secret_access_key: 'secret' });
    const temporary = { ...keys, session_token: 'token' };
    expect(secretOf('aws', temporary)).toEqual({
      access_key_id: 'AKID',
      secret_access_key: 'secret',
      session_token: 'token',
    });
    expect(secretOf('aws', { ...keys, aws_region: ' eu-west-1 ' })).toMatchObject({ region: 'eu-west-1' });
  });

  it("is Bedrock's own key where that was typed", () => {
    expect(secretOf('aws', { ...keys, api_key: 'key' })).toEqual({ api_key: 'key' });
  });
});
