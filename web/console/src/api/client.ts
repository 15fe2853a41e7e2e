// Typed requests to the API of the same origin. Types come from /openapi.json: `npm run types`.
import { below } from '../data/root';
import type { paths } from './schema';

type Operation<P extends keyof paths, M extends 'get' | 'post'> = paths[P] extends Record<M, infer O> ? O : never;
type QueryOf<O> = O extends { parameters: { query?: infer Q } } ? Members<NonNullable<Q>> : never;
/** A member that is undefined is left out of the address. */
type Members<Q> = { [K in keyof Q]: Member<Q[K]> | undefined };
type Member<V> = NonNullable<V> extends (infer E)[] ? readonly E[] : V;
type PathOf<O> = O extends { parameters: { path: infer Q } } ? Q : undefined;
type BodyOf<O> = O extends { responses: { 200: { content: { 'application/json': infer B } } } } ? B : never;

type WithGet = { [P in keyof paths]: Operation<P, 'get'> extends never ? never : P }[keyof paths];

export type Body<P extends WithGet> = BodyOf<Operation<P, 'get'>>;
export type Query<P extends WithGet> = QueryOf<Operation<P, 'get'>>;

export interface Options<P extends WithGet> {
  path?: PathOf<Operation<P, 'get'>>;
  query?: Query<P>;
  signal?: AbortSignal;
}

export interface Answer<B> {
  body: B;
  units: Record<string, string>;
  serverDate: number | null;
}

/** An answer that is not 2xx, or none (status 0). `message` says what to do about it. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** The address of a request, with encoded path members and lists as `a,b`. */
export function addressOf(template: string, path: object = {}, query: object = {}): string {
  const filled = below(template).replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String((path as Record<string, unknown>)[name])),
  );
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null) continue;
    words.set(name, Array.isArray(value) ? value.join(',') : String(value));
  }
  const text = words.toString();
  return text ? `${filled}?${text}` : filled;
}

export async function get<P extends WithGet>(template: P, options: Options<P> = {}): Promise<Answer<Body<P>>> {
  const address = addressOf(template, options.path ?? {}, options.query ?? {});
  const response = await ask(address, { headers: { Accept: 'application/json' }, signal: options.signal ?? null });
  const body = (await response.json()) as Body<P>;
  const date = response.headers.get('Date');
  return { body, units: unitsOf(response, body), serverDate: date ? Date.parse(date) : null };
}

/** Sends a command with the bearer token, to this origin only. */
export async function post<B>(address: string, token: string, value?: number | string): Promise<B> {
  const response = await ask(below(address), {
    method: 'POST',
    headers: {
      Accept: 'application/json',
      'Content-Type': 'application/json',
      Authorization: `Bearer ${token}`,
      'Idempotency-Key': crypto.randomUUID(),
    },
    body: value === undefined ? null : JSON.stringify({ value }),
  });
  return (await response.json()) as B;
}

async function ask(address: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address, { ...init, credentials: 'omit' });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(0, String(error));
  }
  if (response.ok) return response;
  throw new ApiError(response.status, await detailOf(response));
}

async function detailOf(response: Response): Promise<string> {
  try {
    const problem = (await response.json()) as { detail?: string; title?: string };
    return problem.detail ?? problem.title ?? response.statusText;
  } catch {
    return response.statusText || String(response.status);
  }
}

function unitsOf(response: Response, body: unknown): Record<string, string> {
  const header = response.headers.get('Flodata-Units');
  if (header) return JSON.parse(header) as Record<string, string>;
  return (body as { units?: Record<string, string> } | null)?.units ?? {};
}
