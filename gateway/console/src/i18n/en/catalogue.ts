export const catalogue = {
  title: 'Models against the catalogue',
  lead: 'The catalogue of models and prices that this version of the hub came with. What is not configured follows it.',
  model: 'Model',
  said: 'What differs',
  unknown: 'Not in the catalogue',
  unpriced: 'No known price: its calls have no cost',
  type: 'Type: {configured}, in the catalogue {known}',
  contextWindow: 'Context window: {configured}, in the catalogue {known}',
  maxOutputTokens: 'Most output: {configured}, in the catalogue {known}',
  capabilities: 'Capabilities: {configured}; in the catalogue {known}',
  same: 'Nothing differs',
  sameHint:
    '{compared:# model was|# models were} compared: each is known, has a price, and is configured as the catalogue has it.',
  compared: '{shown} of {compared:# model|# models}',
  leave: 'Leave {count:# model|# models} to the catalogue',
  left: '{count:# model follows|# models follow} the catalogue',
} as const;
