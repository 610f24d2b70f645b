// Pictures as pixels: read, and written as PNG. The only place that needs a canvas of the browser.
import { type Mask, paint } from './mask';
import { pngName, type Source } from './request';

/** A picture as it is sent, with its size. */
export interface PngFile {
  file: File;
  width: number;
  height: number;
}

/** A picture of any kind that the browser reads, as PNG. */
export async function pngFile(source: Source): Promise<PngFile> {
  const image = await loaded(source.url);
  const size = { width: image.naturalWidth, height: image.naturalHeight };
  const { canvas, surface } = blank(size);
  surface.drawImage(image, 0, 0);
  return { file: new File([await png(canvas)], pngName(source.name), { type: 'image/png' }), ...size };
}

/** The mask in the picture's size: opaque, and transparent where the picture is to change. */
export async function maskFile(mask: Mask, size: { width: number; height: number }): Promise<File> {
  const { canvas, surface } = blank(size);
  paint(surface, mask, size, { kind: 'sent' });
  return new File([await png(canvas)], 'mask.png', { type: 'image/png' });
}

export async function loaded(url: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}

function blank({ width, height }: { width: number; height: number }) {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const surface = canvas.getContext('2d');
  if (surface === null) throw new Error('This browser cannot draw pictures.');
  return { canvas, surface };
}

function png(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob === null ? reject(new Error('The picture is too large to be written.')) : resolve(blob)),
      'image/png',
    );
  });
}
