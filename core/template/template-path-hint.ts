import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** CloudFormation takes no template larger than this.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const LARGEST_BYTES = 1_000_000;
/** So many files are looked into. */
const MOST_FILES = 100;

/** As many are named. */
const MOST_NAMED = 3;

/** The next thing to type, for who named a template or a cloud assembly that is not there: one sentence.
 *  @param directory where another one may be. */
export function templatePathHint(directory: string): string {
  const there = templatesIn(directory).slice(0, MOST_NAMED);
  const other = there.length > 0 ? `name what is there: ${there.join(', ')}` : OTHER_TEMPLATES;
  return `Run \`npx cdk synth\` first, or ${other}.`;
}

const OTHER_TEMPLATES =
  "name a template file, such as SAM's template.yaml or the Serverless Framework's .serverless/cloudformation-template-update-stack.json";

/** Templates and cloud assemblies in a folder; none where the folder cannot be read. */
function templatesIn(directory: string): string[] {
  return entriesOf(directory)
    .filter((name) => /\.(ya?ml|json|template|out)$/.test(name))
    .slice(0, MOST_FILES)
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

function isTemplate(path: string): boolean {
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) return entriesOf(path).includes('manifest.json');
    return stats.size <= LARGEST_BYTES && /^[\s{]*"?Resources"?\s*:/m.test(readFileSync(path, 'utf8'));
  } catch {
    return false;
  }
}
