import { onOneLine } from '../../core/render/sanitize.ts';

/** Text of a template for one line on a terminal, or in the log of a CI system. It contains no workflow command of GitHub Actions in the
 *  older form, `##[error]`, which can be anywhere in a line. The newer form, `::error::`, can only start a line: write something before it.
 *  @see https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs */
export function untrustedText(text: string): string {
  return onOneLine(text).replaceAll('##[', '## [');
}
