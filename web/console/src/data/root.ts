// Where the console is: `/`, or `/prefix/` behind a proxy. The bundle lies in the folder assets/ below it.
const bundle = import.meta.url;

export const ROOT = import.meta.env.DEV ? '/' : new URL('..', bundle).pathname;

/** The address of a path of the service, which begins with `/`. */
export function below(path: string, root = ROOT): string {
  return root + path.slice(1);
}

/** The path of the service that an address has; null for an address elsewhere on this host. */
export function within(pathname: string, root = ROOT): string | null {
  return pathname.startsWith(root) ? `/${pathname.slice(root.length)}` : null;
}
