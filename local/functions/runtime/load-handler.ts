import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

type Handler = (event: unknown, context: object) => unknown;

/** Loads `file.export` from the function's folder, as a module or as CommonJS.
 *  @throws Error of the name that Lambda gives it. */
export async function loadHandler(directory: string, name: string): Promise<Handler> {
  const match = /^((?:.*\/)?[^.]*)\.(.*)$/.exec(name);
  if (!match?.[1] || !match[2]) throw named('Runtime.MalformedHandlerName', `Bad handler: ${name}`);
  const [, file, path] = match;
  const found = ['.mjs', '.js', '.cjs']
    .map((ending) => join(directory, `${file}${ending}`))
    .find((candidate) => existsSync(candidate));
  if (!found) throw named('Runtime.ImportModuleError', `Error: Cannot find module '${file}'`);
  const module = await load(found);
  const handler = path
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], module);
  if (typeof handler !== 'function') throw named('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
  return handler as Handler;
}

async function load(path: string): Promise<unknown> {
  try {
    if (path.endsWith('.cjs')) return createRequire(path)(path);
    const module = await import(pathToFileURL(path).href);
    // A CommonJS module comes as the default export.
    return module.default && typeof module.default === 'object' ? { ...module.default, ...module } : module;
  } catch (error) {
    if (error instanceof SyntaxError)
      throw named('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`, error);
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND')
      throw named('Runtime.ImportModuleError', String(error), error as Error);
    throw error;
  }
}

function named(name: string, message: string, cause?: Error): Error {
  const error = new Error(message);
  error.name = name;
  error.stack = cause?.stack ?? `${name}: ${message}`;
  return error;
}
