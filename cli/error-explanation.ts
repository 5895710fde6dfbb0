/** What the user reads about an error, and the exit code of the command. */
export interface ErrorExplanation {
  /** One line; empty for no message. */
  readonly message: string;
  /** One of `EXIT`, or that of a program that `logs run` could not start. */
  readonly exitCode: number;
}
