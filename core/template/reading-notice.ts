/** Something in a template that is not read as it is written, or that CloudFormation refuses. */
export interface ReadingNotice {
  /** What it is: `Fn::ForEach::Topics`, `the nested stack Orders`. */
  readonly subject: string;
  /** A clause that is the same for all subjects with this cause: `not read, because …`. */
  readonly problem: string;
}

/** The notices of the templates of these stacks: one line for each file and problem, at most a hundred.
 *  @param pathOf the name of a file for people. */
export function noticeLines(
  stacks: readonly { readonly name: string; readonly file?: string; readonly notices?: readonly ReadingNotice[] }[],
  pathOf: (file: string) => string,
): string[] {
  const all = stacks.flatMap(({ name, file, notices = [] }) => {
    const place = file === undefined ? name : pathOf(file);
    return notices.map(({ subject, problem }) => ({ place, subject, problem }));
  });
  const byProblem = Map.groupBy(all, ({ place, problem }) => JSON.stringify([place, problem]));
  const lines = [...byProblem.values()].map((notices) => {
    const subjects = [...new Set(notices.map(({ subject }) => subject))];
    const others = subjects.length > MAX_SUBJECTS ? ` and ${subjects.length - MAX_SUBJECTS} more` : '';
    return `${notices[0]?.place}: ${subjects.slice(0, MAX_SUBJECTS).join(', ')}${others}: ${notices[0]?.problem}.`;
  });
  if (lines.length <= MAX_LINES) return lines;
  return [...lines.slice(0, MAX_LINES), `${lines.length - MAX_LINES} more problems of templates are not shown.`];
}

/** A template can have any number of problems. */
const MAX_LINES = 100;
/** A line names at most this many subjects. */
const MAX_SUBJECTS = 5;
