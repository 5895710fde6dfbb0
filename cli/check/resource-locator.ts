import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

/** Finds where resources are in their template files. Reads each file once. */
export class ResourceLocator {
  readonly #texts = new Map<string, string>();

  /** The path of a template, relative to the working directory. */
  path(file: string): string {
    return relative(process.cwd(), file);
  }

  /** The line of a resource in its template, counted from 1; undefined when it is not found. */
  line(file: string | undefined, logicalId: string): number | undefined {
    if (file === undefined) return undefined;
    const text = this.#texts.get(file) ?? readFileSync(file, 'utf8');
    this.#texts.set(file, text);
    return lineOf(text, logicalId);
  }

  /** `template.yaml:12`; undefined when the template is unknown. */
  place(file: string | undefined, logicalId: string): string | undefined {
    if (file === undefined) return undefined;
    const line = this.line(file, logicalId);
    return `${this.path(file)}${line === undefined ? '' : `:${line}`}`;
  }
}

/** In JSON and YAML, a key is the first text of its line; the first such key after `Resources` is the resource. */
function lineOf(text: string, logicalId: string): number | undefined {
  const resources = text.search(/^[ \t{]*["']?Resources["']?\s*:/m);
  const literal = logicalId.replace(/[^A-Za-z0-9]/gu, '\\$&');
  const key = new RegExp(`^[ \\t]+["']?${literal}["']?[ \\t]*:`, 'm');
  const found = resources < 0 ? -1 : text.slice(resources).search(key);
  return found < 0 ? undefined : text.slice(0, resources + found).split('\n').length;
}
