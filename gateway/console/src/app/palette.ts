/** Opens the command palette from anywhere. */

const openEvent = 'hub-palette';

/** Shows the command palette. */
export function openPalette(): void {
  window.dispatchEvent(new Event(openEvent));
}

/** Tells when the palette is asked for, by a button or by Ctrl-K; gives what ends that. */
export function onPalette(open: () => void): () => void {
  const onKey = (event: KeyboardEvent) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      open();
    }
  };
  window.addEventListener(openEvent, open);
  window.addEventListener('keydown', onKey);
  return () => {
    window.removeEventListener(openEvent, open);
    window.removeEventListener('keydown', onKey);
  };
}
