import { existsSync, readFileSync, realpathSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compileFunction } from 'node:vm';

export interface ModuleScope {
  /** The folder with the function's code. */
  readonly taskRoot: string;
  /** Folders whose `node_modules` layers bring along. */
  readonly layers: readonly string[];
  /** Folders from which the AWS SDK is looked up when the function's code does not hold it. */
  readonly sdk: readonly string[];
}

/** What Lambda's Node.js runtimes bring along, so that assets need not hold it.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html#nodejs-sdk-included */
const IN_THE_RUNTIME = /^@(aws-sdk|smithy)\//;

/** Lets the function's modules import what a deployed function could: its own code, its layers and the AWS SDK. Packages that
 *  only happen to be installed in a folder above the asset are not found, here as there; nor does a `package.json` up there
 *  say what kind of modules the asset holds. Node.js before 22.15 has no hooks for this, and looks above. */
export function confineModules({ taskRoot, layers, sdk }: ModuleScope): void {
  if (typeof nodeModule.registerHooks !== 'function') return;
  const owned = [taskRoot, ...layers].filter(existsSync).map((folder) => `${realpathSync(folder)}${sep}`);
  const ownedPath = (url: string | undefined) => {
    const path = url?.startsWith('file:') ? fileURLToPath(url) : '';
    return owned.some((folder) => path.startsWith(folder)) ? path : undefined;
  };

  nodeModule.registerHooks({
    resolve(specifier, context, nextResolve) {
      if (!isPackage(specifier) || !ownedPath(context.parentURL)) return nextResolve(specifier, context);
      const ofTheRuntime = IN_THE_RUNTIME.test(specifier);
      let missing: unknown;
      try {
        const found = nextResolve(specifier, context);
        if (ofTheRuntime || ownedPath(found.url)) return found;
      } catch (error) {
        missing = error;
      }
      for (const folder of ofTheRuntime ? [...layers, ...sdk] : layers) {
        try {
          const from = pathToFileURL(join(folder, 'index.js')).href;
          if (!context.conditions.includes('require')) return nextResolve(specifier, { ...context, parentURL: from });
          // Node.js looks from the module that requires, whatever parent it is given.
          const path = nodeModule.createRequire(from).resolve(specifier);
          return { url: pathToFileURL(path).href, shortCircuit: true };
        } catch {
          // The next one may have it.
        }
      }
      throw missing ?? notFound(specifier, context);
    },
    load(url, context, nextLoad) {
      const path = url.endsWith('.js') ? ownedPath(url) : undefined;
      if (!path || hasPackage(dirname(path), owned)) return nextLoad(url, context);
      const source = readFileSync(path, 'utf8');
      return { format: isCommonJs(source) ? 'commonjs' : 'module', source, shortCircuit: true };
    },
  });
}

function isPackage(specifier: string): boolean {
  return !/^(\.{0,2}\/|#|[a-z]+:)/.test(specifier) && !nodeModule.isBuiltin(specifier);
}

/** Whether a `package.json` in the folder, or above it but within the function's code, says what kind its modules are. */
function hasPackage(folder: string, owned: readonly string[]): boolean {
  if (!owned.some((top) => `${folder}${sep}`.startsWith(top))) return false;
  return existsSync(join(folder, 'package.json')) || hasPackage(dirname(folder), owned);
}

/** As Node.js decides where no `package.json` says it: what is no CommonJS by its syntax is a module. */
function isCommonJs(source: string): boolean {
  try {
    compileFunction(source, ['exports', 'require', 'module', '__filename', '__dirname']);
    return true;
  } catch (error) {
    return !/import statement|import\.meta|Unexpected token 'export'|await is only valid/.test(String(error));
  }
}

/** The error that Node.js gives for a package that is nowhere. */
function notFound(specifier: string, context: nodeModule.ResolveHookContext): Error {
  const parent = fileURLToPath(context.parentURL ?? 'file:///');
  const required = context.conditions.includes('require');
  const message = required
    ? `Cannot find module '${specifier}'\nRequire stack:\n- ${parent}`
    : `Cannot find package '${specifier}' imported from ${parent}`;
  return Object.assign(new Error(message), { code: required ? 'MODULE_NOT_FOUND' : 'ERR_MODULE_NOT_FOUND' });
}
