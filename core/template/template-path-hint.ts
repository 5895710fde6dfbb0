import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The maximum size of a template in CloudFormation.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MAX_TEMPLATE_BYTES = 1_000_000;
/** At most this many files of the folder are read. */
const MAX_FILES = 100;

/** The hint names at most this many templates. */
const MAX_NAMED = 3;

/** A hint for a user who named a template or cloud assembly that does not exist: one sentence, which names templates that exist.
 *  @param directory the folder in which to look for templates. */
export function templatePathHint(directory: string): string {
  const found = templatesIn(directory).slice(0, MAX_NAMED);
  const other = found.length > 0 ? `use a template that exists: ${found.join(', ')}` : OTHER_TEMPLATES;
  return `Run \`npx cdk synth\` first, or ${other}.`;
}

const OTHER_TEMPLATES =
  "name a template file, such as SAM's template.yaml or the Serverless Framework's .serverless/cloudformation-template-update-stack.json";

/** The templates and cloud assemblies in a folder; empty when the folder cannot be read. */
function templatesIn(directory: string): string[] {
  return entriesOf(directory)
    .filter((name) => /\.(ya?ml|json|template|out)$/.test(name))
    .slice(0, MAX_FILES)
    .map((name) => join(directory, name))
    .filter(isTemplate);
}

function entriesOf(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch {
    return [];
  }
}

/** Whether a file has resources like a template, or a folder is a cloud assembly. The file may be invalid. */
export function isTemplate(path: string): boolean {
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) return entriesOf(path).includes('manifest.json');
    return (
      stats.size <= MAX_TEMPLATE_BYTES &&
      /^[ \t]*Resources[ \t]*:|["']Resources["']\s*:/m.test(readFileSync(path, 'utf8'))
    );
  } catch {
    return false;
  }
}
