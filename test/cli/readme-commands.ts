/** How a command of the README ends: by itself, on Ctrl-C, or only with an AWS account. */
export type Ending = 'by itself' | 'until Ctrl-C' | 'needs AWS';

export interface ReadmeCommand {
  /** Its second-level heading. */
  readonly section: string;
  readonly text: string;
  readonly ending: Ending;
}

/** The fenced blocks of a language in a Markdown text, each with its section. */
export function fencedBlocks(
  markdown: string,
  language: string,
): { readonly section: string; readonly text: string }[] {
  const blocks: { section: string; text: string }[] = [];
  for (const part of markdown.split(/^## /m).slice(1)) {
    const section = part.split('\n', 1)[0] ?? '';
    for (const [, found, text = ''] of part.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)) {
      if (found === language) blocks.push({ section, text });
    }
  }
  return blocks;
}

/** The commands in the `sh` blocks, one per line, in order. A comment after a command is one of the endings; the text after a
 *  colon is for people.
 *  @throws Error for any other comment. */
export function readmeCommands(markdown: string): ReadmeCommand[] {
  return fencedBlocks(markdown, 'sh').flatMap(({ section, text }) =>
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => ({ section, ...commandOf(line) })),
  );
}

function commandOf(line: string): Omit<ReadmeCommand, 'section'> {
  const [, text = line, comment] = /^(.*?)\s+# (.*)$/.exec(line) ?? [];
  if (comment === undefined) return { text, ending: 'by itself' };
  const ending = comment.split(':', 1)[0];
  if (ending === 'until Ctrl-C' || ending === 'needs AWS') return { text, ending };
  throw new Error(`The README says "# ${comment}" after "${text}"; write "# until Ctrl-C" or "# needs AWS".`);
}
