import type { EventType, State } from 'js-yaml';
import { parseYaml, Tagged } from './parse-yaml.ts';

/** A value in YAML or JSON with the places of its keys, which are indexes in the text. */
export interface Outline {
  /** The place of the value, a tag included. */
  readonly start: number;
  /** The tag of the value: `!Sub`. */
  readonly tag?: string;
  /** The keys of an object, in the order of the text. Equal keys are separate. Empty for other values. */
  readonly entries: readonly Entry[];
  /** The items of a list. Empty for other values. */
  readonly items: readonly Outline[];
}

export interface Entry {
  readonly key: string;
  readonly start: number;
  /** The index after the last character of the key, quotes included. */
  readonly end: number;
  /** Undefined for a key without a colon: `{ key }`. */
  readonly value?: Outline;
}

/** Finds the keys of a text; undefined for an empty text. Aliases have no keys, and what `<<` merges is elsewhere in the text.
 *  @throws YamlError for a text that is not YAML. */
export function parseOutline(text: string): Outline | undefined {
  const builder = new OutlineBuilder(text);
  parseYaml(text, {
    allowDuplicates: true,
    tagged: (_, value) => value,
    listener: (event, state) => builder.handle(event, state),
  });
  return builder.root;
}

/** A node that js-yaml has read. */
interface Node extends Outline {
  readonly kind: string | null;
  readonly end: number;
  /** The text of a scalar. */
  readonly text: string;
}

/** Builds the outline from the nodes that js-yaml opens and closes. */
class OutlineBuilder {
  readonly #text: string;
  readonly #open: { readonly position: number; readonly children: Node[] }[] = [];
  root: Outline | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  handle(event: EventType, { kind, result, position }: State): void {
    if (event === 'open') {
      this.#open.push({ position, children: [] });
      return;
    }
    const open = this.#open.pop();
    if (!open) return;
    const node = this.#node(open.children, kind, result, { from: open.position, end: position });
    const parent = this.#open.at(-1);
    if (parent) parent.children.push(node);
    else this.root ??= node;
  }

  #node(children: readonly Node[], kind: string | null, result: unknown, place: { from: number; end: number }): Node {
    const { from, end } = place;
    const start = from + (/^(?:\s|#.*)*/.exec(this.#text.slice(from, end))?.[0].length ?? 0);
    const tag = result instanceof Tagged ? { tag: result.tag } : {};
    const [first] = children;
    if (first?.kind === kind && children.length === 1 && this.#isSame(first, start, end)) {
      return { ...first, ...tag, start, end };
    }
    const text = kind === 'scalar' ? String(result instanceof Tagged ? result.value : result) : '';
    const collection = kind === 'mapping' || kind === 'sequence' ? this.#collection(kind, children) : NOTHING;
    return { kind, start, end, text, ...tag, ...collection };
  }

  /** js-yaml first tries to read a value as the first key of an object. Without a colon after it, it is the value itself. */
  #isSame(inner: Node, start: number, end: number): boolean {
    const before = this.#text.slice(start, inner.start);
    const after = this.#text.slice(inner.end, end);
    return /^(?:[!&]\S*\s+)*$/.test(before) && /^[ \t]*$/.test(after);
  }

  #collection(kind: 'mapping' | 'sequence', nodes: readonly Node[]): Pick<Outline, 'entries' | 'items'> {
    const entries: Entry[] = [];
    const items: Outline[] = [];
    for (let index = 0; index < nodes.length; index++) {
      const node = nodes[index] as Node;
      const entry = this.#entry(node, nodes[index + 1]);
      if (entry.value) index++;
      if (kind === 'mapping' && node.kind !== null) entries.push(entry);
      // `[key: value]` is a list of an object.
      if (kind === 'sequence') items.push(entry.value ? { start: entry.start, entries: [entry], items: [] } : node);
    }
    return { entries, items };
  }

  #entry({ text, start, end }: Node, next: Node | undefined): Entry {
    const keyEnd = start + this.#text.slice(start, end).trimEnd().length;
    COLON.lastIndex = keyEnd;
    return { key: text, start, end: keyEnd, ...(next && COLON.test(this.#text) && { value: next }) };
  }
}

const NOTHING = { entries: [], items: [] };
const COLON = /\s*:/y;
