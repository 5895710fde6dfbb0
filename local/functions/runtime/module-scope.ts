import { existsSync, readFileSync, realpathSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compileFunction } from 'node:vm';

export interface ModuleScope {
  /** The folder with the function's code. */
  readonly taskRoot: string;
  /** Folders of the layers that contain `node_modules`. */
  readonly layers: readonly string[];
  /** Folders from which the AWS SDK is loaded when the function's code does not include it. */
  readonly sdk: readonly string[];
}

/** Packages that Lambda's Node.js runtimes include.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html#nodejs-sdk-included */
const RUNTIME_PACKAGES = /^@(aws-sdk|smithy)\//;

/** Restricts the imports of the function's modules to those that work in a deployed function: its own code, its layers and the AWS
 *  SDK. Packages in a folder above the asset are not found, and a `package.json` above the asset does not decide the module type.
 *  Node.js before 22.15 has no hooks for this: there, imports are not restricted. */
export function restrictModules({ taskRoot, layers, sdk }: ModuleScope): void {
  if (typeof nodeModule.registerHooks !== 'function') return;
  const ownFolders = [taskRoot, ...layers].filter(existsSync).map((folder) => `${realpathSync(folder)}${sep}`);
  const ownedPath = (url: string | undefined) => {
    const path = url?.startsWith('file:') ? fileURLToPath(url) : '';
    return ownFolders.some((folder) => path.startsWith(folder)) ? path : undefined;
  };

  nodeModule.registerHooks({
    resolve(specifier, context, nextResolve) {
      if (!isPackage(specifier) || !ownedPath(context.parentURL)) return nextResolve(specifier, context);
      const isRuntimePackage = RUNTIME_PACKAGES.test(specifier);
      let firstError: unknown;
      try {
        const found = nextResolve(specifier, context);
        if (isRuntimePackage || ownedPath(found.url)) return found;
      } catch (error) {
        firstError = error;
      }
      for (const folder of isRuntimePackage ? [...layers, ...sdk] : layers) {
        try {
          const from = pathToFileURL(join(folder, 'index.js')).href;
          if (!context.conditions.includes('require')) return nextResolve(specifier, { ...context, parentURL: from });
          // For `require`, Node.js ignores the parent URL of the context.
          const path = nodeModule.createRequire(from).resolve(specifier);
          return { url: pathToFileURL(path).href, shortCircuit: true };
        } catch {
          // Try the next folder.
        }
      }
      throw firstError ?? packageNotFound(specifier, context);
    },
    load(url, context, nextLoad) {
      const path = url.endsWith('.js') ? ownedPath(url) : undefined;
      if (!path || hasPackage(dirname(path), ownFolders)) return nextLoad(url, context);
      const source = readFileSync(path, 'utf8');
      return { format: isCommonJs(source) ? 'commonjs' : 'module', source, shortCircuit: true };
    },
  });
}

function isPackage(specifier: string): boolean {
  return !/^(\.{0,2}\/|#|[a-z]+:)/.test(specifier) && !nodeModule.isBuiltin(specifier);
}

/** Whether the folder, or a folder above it within the function's code, has a `package.json`, which decides the module type. */
function hasPackage(folder: string, ownFolders: readonly string[]): boolean {
  if (!ownFolders.some((top) => `${folder}${sep}`.startsWith(top))) return false;
  return existsSync(join(folder, 'package.json')) || hasPackage(dirname(folder), ownFolders);
}

/** Decides the module type by the syntax, as Node.js does without a `package.json`. */
function isCommonJs(source: string): boolean {
  try {
    compileFunction(source, ['exports', 'require', 'module', '__filename', '__dirname']);
    return true;
  } catch (error) {
    return !/import statement|import\.meta|Unexpected token 'export'|await is only valid/.test(String(error));
  }
}

/** The error of Node.js for a package that cannot be found. */
function packageNotFound(specifier: string, context: nodeModule.ResolveHookContext): Error {
  const parent = fileURLToPath(context.parentURL ?? 'file:///');
  const required = context.conditions.includes('require');
  const message = required
    ? `Cannot find module '${specifier}'\nRequire stack:\n- ${parent}`
    : `Cannot find package '${specifier}' imported from ${parent}`;
  return Object.assign(new Error(message), { code: required ? 'MODULE_NOT_FOUND' : 'ERR_MODULE_NOT_FOUND' });
}
