import { readFileSync } from 'node:fs';
import { type Document, isScalar, LineCounter, type Node, parseDocument, visit, YAMLMap } from 'yaml';
import { asTemplate, type Template, TemplateError } from './template.ts';

/** Reads a CloudFormation template in JSON or YAML. Short forms of functions such as `!Sub` become full names: `{ "Fn::Sub": … }`.
 *
 *  Scalars are read as in YAML 1.2: `OFF` and dates such as `2012-10-17` are strings.
 *  @throws TemplateError when the file cannot be read, is neither JSON nor YAML, or is not a template. The message is one line, and
 *  names the file and the line in it.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html */
export function readTemplateFile(path: string): Template {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new TemplateError(`Cannot read ${path}: ${(error as Error).message}`);
  }
  return asTemplate(parseTemplateText(text, path), path);
}

/** Parses the text of a template. A file named `.json` must be JSON; other files may be JSON or YAML.
 *  @param path the name of the file, also in errors. */
export function parseTemplateText(text: string, path: string): unknown {
  if (!path.endsWith('.json') && !/^\s*[{[]/.test(text)) return parseYaml(text, path);
  try {
    // This is a hundred times faster than the YAML parser, and tools write JSON.
    return JSON.parse(text);
  } catch (error) {
    // It may be YAML that begins with a brace. The YAML parser also reports the line of an error in JSON.
    const value = parseYaml(text, path);
    if (!path.endsWith('.json')) return value;
    throw new TemplateError(`${path} is not valid JSON: ${(error as Error).message.replace(/\s*\n\s*/g, ' ')}.`);
  }
}

function parseYaml(text: string, path: string): unknown {
  const lines = new LineCounter();
  const errorAt = (position: number, problem: string) =>
    new TemplateError(`${path}, line ${lines.linePos(position).line}: ${problem.replace(/\s*\n\s*/g, ' ')}.`);
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true, logLevel: 'error' });
    const [error] = document.errors;
    if (error) throw errorAt(error.pos[0], describe(error.code, error.message));
    expandShortTags(document, (node, problem) => errorAt(node.range?.[0] ?? 0, problem));
    return document.toJS();
  } catch (error) {
    if (error instanceof TemplateError) throw error;
    // Too many aliases, or too deep nesting.
    throw new TemplateError(`${path} cannot be read as YAML: ${(error as Error).message}.`);
  }
}

function describe(code: string, message: string): string {
  return code === 'MULTIPLE_DOCS' ? 'a template must be one YAML document, but a second one begins here' : message;
}

/** Functions whose full name has no `Fn::`. */
const PLAIN_NAMES: ReadonlySet<string> = new Set(['Ref', 'Condition']);

const FUNCTIONS: ReadonlySet<string> = new Set([
  ...PLAIN_NAMES,
  ...[
    'And',
    'Base64',
    'Cidr',
    'Contains',
    'EachMemberEquals',
    'EachMemberIn',
    'Equals',
    'FindInMap',
    'ForEach',
    'GetAtt',
  ],
  ...[
    'GetAZs',
    'GetStackOutput',
    'If',
    'ImportValue',
    'Join',
    'Length',
    'Not',
    'Or',
    'RefAll',
    'Select',
    'Split',
    'Sub',
  ],
  ...['ToJsonString', 'Transform', 'ValueOf', 'ValueOfAll'],
]);

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html */
function expandShortTags(document: Document, errorAt: (node: Node, problem: string) => TemplateError): void {
  visit(document, {
    Node(_, node) {
      // The parser expands standard tags of YAML such as `!!str` to `tag:yaml.org,2002:str`.
      if (!('tag' in node) || !node.tag?.startsWith('!')) return undefined;
      const name = node.tag.slice(1);
      if (!FUNCTIONS.has(name)) throw errorAt(node, `${node.tag} is not a CloudFormation function`);
      delete node.tag;
      // !GetAtt Resource.Attribute: the attribute may contain dots.
      const dot = isScalar(node) && name === 'GetAtt' ? String(node.value).indexOf('.') : -1;
      const argument =
        dot > 0 && isScalar(node) ? [String(node.value).slice(0, dot), String(node.value).slice(dot + 1)] : node;
      const call = new YAMLMap();
      call.set(PLAIN_NAMES.has(name) ? name : `Fn::${name}`, argument === node ? node : document.createNode(argument));
      return call;
    },
  });
}
