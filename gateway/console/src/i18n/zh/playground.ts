import type { en } from '../en';
import type { Translated } from '../messages';

export const playground: Translated<typeof en.playground> = {
  title: '演练场',
};
