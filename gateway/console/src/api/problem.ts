/** What the hub says when it refuses, as an error that pages show. */
import type { Problem } from './types';

/** A refusal by the hub, or no answer at all (`status` 0). */
export class ProblemError extends Error {
  readonly status: number;
  readonly problem: Problem | null;

  constructor(status: number, problem: Problem | null, options?: ErrorOptions) {
    super(problem?.detail ?? problem?.title ?? `HTTP ${status}`, options);
    this.name = 'ProblemError';
    this.status = status;
    this.problem = problem;
  }

  /** The kind of problem, for programs. */
  get code(): string {
    return this.problem?.code ?? (this.status === 0 ? 'unreachable' : `http_${this.status}`);
  }

  /** What is wrong with each field of a form, by the field's name. */
  fieldErrors(): Record<string, string> {
    const found: Record<string, string> = {};
    for (const { pointer, detail } of this.problem?.errors ?? []) {
      const name = pointer.replace(/^\//, '').replaceAll('/', '.');
      if (name && !(name in found)) found[name] = detail;
    }
    return found;
  }
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'status' in value;
}

/** The error of an answer that isn't a success. */
export async function problemOf(response: Response): Promise<ProblemError> {
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  return new ProblemError(response.status, isProblem(body) ? body : null);
}
