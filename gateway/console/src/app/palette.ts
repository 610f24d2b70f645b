/** Opens and closes the command palette from anywhere. */
import { createSpotlight } from '@mantine/spotlight';

export const [paletteStore, palette] = createSpotlight();

/** Shows the command palette. */
export function openPalette(): void {
  palette.open();
}
