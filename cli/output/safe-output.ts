import { sanitize, sanitizeJson } from '../../core/render/sanitize.ts';

/** What a text is:
 *  - `text` for people, which may have the colors of this program;
 *  - `json`, which stays the same JSON;
 *  - `annotations`: commands of GitHub Actions, which `logs check --output github` writes;
 *  - `program`: output of the program of `logs run`, whose colors are its own. */
export type OutputKind = 'text' | 'json' | 'annotations' | 'program';

const ESCAPE = String.fromCharCode(0x1b);
/** The colors and fonts of `core/render/style.ts` and of the help: no concealed text, no black text. */
const OWN_COLORS = new RegExp(`(${ESCAPE}\\[(?:[0-4]|2[2-4]|3[1-79]|4[19]|9[0-7])m)`);
/** All colors and fonts. @see https://invisible-island.net/xterm/ctlseqs/ctlseqs.html "SGR" */
const ANY_COLORS = new RegExp(`(${ESCAPE}\\[[\\d;:]*m)`);

/** Makes a text harmless for a terminal and for the log of a CI system. Every text that this program writes passes it, except the
 *  messages of `--raw`: they are asked for unchanged. Renderers sanitize the values that they put into columns, because the width must be
 *  known; this function also catches what a renderer forgets.
 *  @param isTerminal whether a person reads the text, and no CI system. */
export function safeOutput(text: string, kind: OutputKind, isTerminal: boolean): string {
  const safe = SANITIZERS[kind](text);
  return isTerminal ? safe : withoutCiCommands(safe, kind);
}

const SANITIZERS: Readonly<Record<OutputKind, (text: string) => string>> = {
  text: (text) => sanitizeOutsideColors(text, OWN_COLORS),
  json: sanitizeJson,
  annotations: sanitize,
  program: (text) => sanitizeOutsideColors(text, ANY_COLORS),
};

function sanitizeOutsideColors(text: string, colors: RegExp): string {
  if (!text.includes(ESCAPE)) return sanitize(text);
  const parts = text.split(colors).map((part, index) => (index % 2 === 1 ? part : sanitize(part)));
  return parts.join('');
}

/** Breaks what GitHub Actions, Azure Pipelines and TeamCity execute in the output of a program. Commands in square brackets can be
 *  anywhere in a line: `##[error]`, `##vso[task.setvariable …]`, `##teamcity[…]`. Those between colons start a line, after white space:
 *  `::add-mask::`. Not only in these systems, because a container in them does not know where its output goes.
 *  @see https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 *  @see https://learn.microsoft.com/en-us/azure/devops/pipelines/scripts/logging-commands
 *  @see https://www.jetbrains.com/help/teamcity/service-messages.html */
function withoutCiCommands(text: string, kind: OutputKind): string {
  // Few texts have these characters, and a search for them is ten times as fast as the expressions.
  const brackets = kind === 'json' ? '#\\u0023' : '## ';
  const withoutBrackets = text.includes('##') ? text.replace(/##(?=\w*\[)/g, brackets) : text;
  const mayStart = (kind === 'text' || kind === 'program') && text.includes('::');
  return mayStart ? withoutBrackets.replace(/^([^\S\n]*):(?=:)/gm, '$1: ') : withoutBrackets;
}
