// Everything that a browser complains of while a page is used: errors in its console (broken rules of the content security
// policy among them), exceptions that nobody caught, refused and failed requests.

/** Collects the complaints of a page. */
export class Watch {
  faults = [];
  #expected = [];

  constructor(page) {
    page.on('console', (message) => {
      // The refusals themselves are seen below, by status and address.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        this.faults.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.faults.push(`exception: ${error.stack ?? error.message}`));
    page.on('response', (response) => this.#answered(response));
    page.on('requestfailed', (request) => {
      const why = request.failure()?.errorText ?? 'failed';
      // A page that is left, or a stream that is stopped, gives its requests up.
      if (why !== 'net::ERR_ABORTED') this.faults.push(`${request.method()} ${request.url()}: ${why}`);
    });
  }

  /** The next refusal of this kind is what the scenario wants to see. */
  expect(status, path) {
    this.#expected.push({ status, path });
  }

  #answered(response) {
    if (response.status() < 400) return;
    const { pathname } = new URL(response.url());
    const wanted = this.#expected.findIndex(({ status, path }) => status === response.status() && path === pathname);
    if (wanted >= 0) this.#expected.splice(wanted, 1);
    else this.faults.push(`${response.status()} from ${response.request().method()} ${pathname}`);
  }

  /** Throws what was complained of, or what was expected and did not come. */
  check() {
    const missing = this.#expected.map(({ status, path }) => `no ${status} from ${path}, which was expected`);
    const all = [...this.faults, ...missing];
    if (all.length > 0) throw new Error(`the browser complains:\n  ${all.join('\n  ')}`);
  }
}
