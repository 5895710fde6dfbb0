/** How a command of the README ends: by itself, when somebody ends it, or only where there is an AWS account. */
export type Ending = 'by itself' | 'until Ctrl-C' | 'needs AWS';

export interface ReadmeCommand {
  /** The heading of the second level that it stands under. */
  readonly section: string;
  readonly text: string;
  readonly ending: Ending;
}

/** The fenced blocks of a Markdown text in a language, with the section of each. */
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

/** The commands in the `sh` blocks, a line each, in order. A comment behind a command is one of the endings; what follows it after
 *  a colon is for people.
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
  throw new Error(`The README says "# ${comment}" behind "${text}"; write "# until Ctrl-C" or "# needs AWS".`);
}
