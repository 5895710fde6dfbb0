import { readFileSync } from 'node:fs';
import { type Document, isScalar, LineCounter, type Node, parseDocument, visit, YAMLMap } from 'yaml';
import { asTemplate, type Template, TemplateError } from './template.ts';

/** Reads a CloudFormation template, JSON or YAML; short tags such as `!Sub` become their long form, `{ "Fn::Sub": … }`.
 *
 *  Scalars are read as YAML 1.2 does: `OFF` is a text, and a date such as `2012-10-17` too.
 *  @throws TemplateError when the file cannot be read, is neither JSON nor YAML, or holds no template: one line, which names
 *  the file and the line in it.
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

/** The value that a text stands for: of JSON in a file called so, of either in another. `path` is what errors call it. */
export function parseTemplateText(text: string, path: string): unknown {
  if (!path.endsWith('.json') && !/^\s*[{[]/.test(text)) return parseYaml(text, path);
  try {
    // A hundred times faster than YAML, and what is written by tools is JSON.
    return JSON.parse(text);
  } catch (error) {
    // YAML has braces as well, and knows the line of a fault.
    const value = parseYaml(text, path);
    if (!path.endsWith('.json')) return value;
    throw new TemplateError(`${path} is not valid JSON: ${(error as Error).message.replace(/\s*\n\s*/g, ' ')}.`);
  }
}

function parseYaml(text: string, path: string): unknown {
  const lines = new LineCounter();
  const fault = (position: number, problem: string) =>
    new TemplateError(`${path}, line ${lines.linePos(position).line}: ${problem.replace(/\s*\n\s*/g, ' ')}.`);
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true, logLevel: 'error' });
    const [error] = document.errors;
    if (error) throw fault(error.pos[0], describe(error.code, error.message));
    expandShortTags(document, (node, problem) => fault(node.range?.[0] ?? 0, problem));
    return document.toJS();
  } catch (error) {
    if (error instanceof TemplateError) throw error;
    // Aliases that multiply without end, or nesting deeper than the stack.
    throw new TemplateError(`${path} cannot be read as YAML: ${(error as Error).message}.`);
  }
}

function describe(code: string, message: string): string {
  return code === 'MULTIPLE_DOCS' ? 'a template is one YAML document, and here begins a second' : message;
}

/** Functions whose long form has no `Fn::` before its name. */
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
function expandShortTags(document: Document, fault: (node: Node, problem: string) => TemplateError): void {
  visit(document, {
    Node(_, node) {
      // Tags of YAML itself, such as `!!str`, are written out as `tag:yaml.org,2002:str`.
      if (!('tag' in node) || !node.tag?.startsWith('!')) return undefined;
      const name = node.tag.slice(1);
      if (!FUNCTIONS.has(name)) throw fault(node, `${node.tag} is no function of CloudFormation`);
      delete node.tag;
      // !GetAtt Resource.Attribute: attributes may have dots themselves.
      const dot = isScalar(node) && name === 'GetAtt' ? String(node.value).indexOf('.') : -1;
      const argument =
        dot > 0 && isScalar(node) ? [String(node.value).slice(0, dot), String(node.value).slice(dot + 1)] : node;
      const call = new YAMLMap();
      call.set(PLAIN_NAMES.has(name) ? name : `Fn::${name}`, argument === node ? node : document.createNode(argument));
      return call;
    },
  });
}
