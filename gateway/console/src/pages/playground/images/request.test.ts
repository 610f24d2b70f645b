import { describe, expect, it } from 'vitest';
import {
  DEFAULT_IMAGE_PARAMETERS,
  decodeImages,
  editForm,
  generationBody,
  type ImageRequest,
  imageProgram,
} from './request';

const request: ImageRequest = {
  model: 'openai/gpt-image-1',
  prompt: 'A fox',
  parameters: { ...DEFAULT_IMAGE_PARAMETERS, n: 2, size: '1024x1024' },
};

describe('an image request', () => {
  it('has what is set and nothing else', () => {
    expect(generationBody(request)).toEqual({ model: 'openai/gpt-image-1', prompt: 'A fox', n: 2, size: '1024x1024' });
  });

  it('for an edit is a form with the picture, the mask and the same fields', () => {
    const form = editForm(request, new File(['a'], 'fox.png', { type: 'image/png' }), new File(['b'], 'mask.png'));
    expect([...form.keys()]).toEqual(['image', 'mask', 'model', 'prompt', 'n', 'size']);
    expect(form.get('n')).toBe('2');
    expect([...editForm(request, new File([], 'fox.png'), null).keys()]).not.toContain('mask');
  });

  it('is shown as the program that sends it', () => {
    expect(imageProgram(request, null, false)).toMatchObject({ kind: 'json', operation: 'image_generation' });
    expect(imageProgram(request, { name: 'my fox.webp', url: 'data:' }, true)).toMatchObject({
      kind: 'form',
      files: [
        ['image', 'my-fox.png'],
        ['mask', 'mask.png'],
      ],
    });
  });
});

describe('an image answer', () => {
  it('has pictures as data, whatever their format, or at an address', () => {
    const data = [
      { b64_json: 'iVBORw0KGgoAAA', revised_prompt: 'A red fox' },
      { b64_json: '/9j/AAA' },
      { url: 'https://images.example/a.png' },
      { url: 'javascript:alert(1)' },
      {},
    ];
    expect(decodeImages({ data, usage: { input_tokens: 3, output_tokens: 4 } })).toEqual({
      pictures: [
        { url: 'data:image/png;base64,iVBORw0KGgoAAA', remote: false, revisedPrompt: 'A red fox' },
        { url: 'data:image/jpeg;base64,/9j/AAA', remote: false, revisedPrompt: null },
        { url: 'https://images.example/a.png', remote: true, revisedPrompt: null },
      ],
      inputTokens: 3,
      outputTokens: 4,
    });
  });
});
