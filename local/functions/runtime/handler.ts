import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RuntimeError } from './runtime-errors.ts';

export type Handler = (event: unknown, ...rest: unknown[]) => unknown;

/** Loads the handler that a `Handler` setting names: `folder/file.export`. The export may be nested.
 *  @throws RuntimeError, or the error that the module of the function throws.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html */
export async function loadHandler(taskRoot: string, setting: string): Promise<Handler> {
  if (setting.includes('..')) {
    throw new RuntimeError(
      'MalformedHandlerName',
      `'${setting}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const file = basename(setting);
  const folder = setting.slice(0, setting.indexOf(file));
  const [, moduleName, exportPath] = /^([^.]*)\.(.*)$/.exec(file) ?? [];
  if (moduleName === undefined || exportPath === undefined) {
    throw new RuntimeError('MalformedHandlerName', 'Bad handler');
  }
  const handler = findExport(await loadModule(taskRoot, folder, moduleName), exportPath);
  if (!handler) throw new RuntimeError('HandlerNotFound', `${setting} is undefined or not exported`);
  if (typeof handler !== 'function') throw new RuntimeError('HandlerNotFound', `${setting} is not a function`);
  return handler as Handler;
}

async function loadModule(taskRoot: string, folder: string, moduleName: string): Promise<unknown> {
  const path = resolve(taskRoot, folder, moduleName);
  try {
    for (const candidate of [path, `${path}.js`, `${path}.mjs`, `${path}.cjs`]) {
      if (existsSync(candidate) && statSync(candidate).isFile()) return await loadFile(candidate);
    }
    const require = createRequire(join(taskRoot, 'index.js'));
    return require(require.resolve(moduleName, { paths: [taskRoot, join(taskRoot, folder)] }));
  } catch (error) {
    if (error instanceof SyntaxError) {
      const syntaxError = new RuntimeError('UserCodeSyntaxError', String(error));
      if (error.stack) syntaxError.stack = error.stack;
      throw syntaxError;
    }
    if (error instanceof Error && (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') {
      throw new RuntimeError('ImportModuleError', String(error));
    }
    throw error;
  }
}

/** `require` loads CommonJS and ES modules, except modules with a top-level await. */
async function loadFile(path: string): Promise<unknown> {
  if (!path.endsWith('.mjs')) {
    try {
      return createRequire(path)(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_REQUIRE_ASYNC_MODULE') throw error;
    }
  }
  return import(pathToFileURL(path).href);
}

function findExport(module: unknown, exportPath: string): unknown {
  const names = exportPath.split('.');
  const readPath = (from: unknown) =>
    names.reduce<unknown>((at, name) => (at ? (at as Record<string, unknown>)[name] : undefined), from);
  return readPath(module) ?? readPath((module as { default?: unknown }).default);
}
