import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** A path for reports: with slashes, also on Windows. It does not start like a workflow command of GitHub Actions (`::error::`). */
export function relativePath(folder: string, file: string): string {
  const path = relative(resolve(folder), resolve(file)).replaceAll('\\', '/');
  return path.startsWith(':') ? `./${path}` : path;
}

/** The folder of the git repository around a folder; the folder itself without a repository. GitHub and GitLab show findings by the path
 *  in the repository. */
export function repositoryRoot(folder: string): string {
  for (let root = resolve(folder); ; root = dirname(root)) {
    if (existsSync(join(root, '.git'))) return root;
    if (root === dirname(root)) return resolve(folder);
  }
}
