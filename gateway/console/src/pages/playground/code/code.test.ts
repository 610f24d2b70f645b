import { describe, expect, it } from 'vitest';
import { curl } from './curl';
import { javascript } from './javascript';
import { python } from './python';
import { PROGRAMS, TARGET } from './samples';

describe('code', () => {
  it.each(Object.entries(PROGRAMS))('for %s reads well in every language', (_, one) => {
    expect(curl(one, TARGET)).toMatchSnapshot('curl');
    expect(python(one, TARGET)).toMatchSnapshot('python');
    expect(javascript(one, TARGET)).toMatchSnapshot('javascript');
  });
});
