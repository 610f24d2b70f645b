/** Files from the hub, saved by the browser. */
import { hubFetch } from './client';
import { problemOf } from './problem';

/** Fetches a file of any length and hands it to the browser to save. */
export async function download(url: string, name: string, accept: string): Promise<void> {
  const response = await hubFetch(url, { headers: { accept } });
  if (!response.ok) throw await problemOf(response);
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
