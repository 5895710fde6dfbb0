import { readFileSync } from 'node:fs';

/** The line of a resource in its template file, counted from 1; undefined where it cannot be told. Files are read once. */
export function resourceLines(): (file: string | undefined, logicalId: string) => number | undefined {
  const texts = new Map<string, string>();
  return (file, logicalId) => {
    if (file === undefined) return undefined;
    const text = texts.get(file) ?? readFileSync(file, 'utf8');
    texts.set(file, text);
    return lineOf(text, logicalId);
  };
}

/** In JSON and YAML alike a key begins its line; a logical id is a key under `Resources` first of all. */
function lineOf(text: string, logicalId: string): number | undefined {
  const resources = text.search(/^[ \t{]*["']?Resources["']?\s*:/m);
  const literal = logicalId.replace(/[^A-Za-z0-9]/gu, '\\$&');
  const key = new RegExp(`^[ \\t]+["']?${literal}["']?[ \\t]*:`, 'm');
  const found = resources < 0 ? -1 : text.slice(resources).search(key);
  return found < 0 ? undefined : text.slice(0, resources + found).split('\n').length;
}
