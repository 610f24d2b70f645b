// The pictures that a page sends: out of a form's bytes, and read by the browser that made them.

/** The parts of a form as they were sent, by name. */
export function formOf(contentType, base64) {
  const body = Buffer.from(base64, 'base64');
  const boundary = `--${/boundary=(.+)$/.exec(contentType)[1]}`;
  const parts = new Map();
  for (let at = body.indexOf(boundary); at >= 0; ) {
    const next = body.indexOf(boundary, at + boundary.length);
    if (next < 0) break;
    const part = body.subarray(at + boundary.length + 2, next - 2);
    const split = part.indexOf('\r\n\r\n');
    const name = /name="([^"]*)"/.exec(part.subarray(0, split).toString())?.[1];
    parts.set(name, part.subarray(split + 4));
    at = next;
  }
  return parts;
}

/** How opaque a PNG is at a place, from 0 to 255; the place in parts of its width and height. */
export function maskAt(page, png, place) {
  return page.evaluate(
    async ([base64, [x, y]]) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const canvas = new OffscreenCanvas(image.width, image.height);
      const surface = canvas.getContext('2d');
      surface.drawImage(image, 0, 0);
      return surface.getImageData(Math.floor(image.width * x), Math.floor(image.height * y), 1, 1).data[3];
    },
    [png.toString('base64'), place],
  );
}
