import { isObject } from '../is-object.ts';
import { evaluateValue, type Scope } from './evaluate.ts';
import { parseCall } from './intrinsics.ts';
import { parameterValue } from './parameter-value.ts';
import type { ReadingNotice } from './reading-notice.ts';
import { NO_VALUE, Reference, UnknownResult } from './unknown-value.ts';

type Members = Readonly<Record<string, unknown>>;

/** Where an expanded resource is in the template: the keys and indexes that lead to it. */
export type Origin = readonly string[];

/** A template without loops. */
export interface Expanded {
  readonly template: Members;
  /** The places of the resources that a loop adds, by their logical ids. */
  readonly origins: ReadonlyMap<string, Origin>;
}

/** The sections that may contain loops.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html */
const SECTIONS = ['Conditions', 'Resources', 'Outputs'];

const LOOP = 'Fn::ForEach::';

/** Attributes of a resource that may have functions, but only with the transform. */
const POLICIES = ['DeletionPolicy', 'UpdateReplacePolicy'];

/** The maximum size of what loops add, in characters. CloudFormation accepts a template of a megabyte. */
const MAX_SIZE = 2_000_000;

/** Longer than any name of a resource. */
const MAX_ITEM_LENGTH = 2000;

/** Applies the transform `AWS::LanguageExtensions`: expands each `Fn::ForEach`, and evaluates `DeletionPolicy` and
 *  `UpdateReplacePolicy`. Parameters have their default values. The evaluator does the rest of the transform.
 *  @param notices gets the loops that cannot be expanded, and those without the transform.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-languageextensions.html */
export function expandLanguageExtensions(template: Members, notices: ReadingNotice[]): Expanded {
  const expansion = new Expansion(template, notices);
  const hasTransform = [template.Transform].flat().includes('AWS::LanguageExtensions');
  const sections = SECTIONS.filter((section) => isObject(template[section])).map(
    (section) => [section, expansion.expand(template[section], [section])] as const,
  );
  if (!hasTransform && expansion.loops.length > 0) {
    const problem = 'CloudFormation refuses it without the line `Transform: AWS::LanguageExtensions`';
    for (const subject of expansion.loops) notices.push({ subject, problem });
  }
  const expanded: Members = { ...template, ...Object.fromEntries(sections) };
  if (!hasTransform || !isObject(expanded.Resources)) return { template: expanded, origins: expansion.origins };
  const Resources = Object.entries(expanded.Resources).map(([id, resource]) => [id, expansion.withPolicies(resource)]);
  return { template: { ...expanded, Resources: Object.fromEntries(Resources) }, origins: expansion.origins };
}

/** What replaces the identifier of a loop. */
interface Binding {
  readonly identifier: string;
  readonly item: string;
}

class Expansion {
  readonly loops: string[] = [];
  readonly origins = new Map<string, Origin>();
  readonly #scope: Scope;
  readonly #notices: ReadingNotice[];
  /** The characters of all copies. */
  #size = 0;

  constructor(template: Members, notices: ReadingNotice[]) {
    this.#scope = defaultScope(template);
    this.#notices = notices;
  }

  withPolicies(resource: unknown): unknown {
    if (!isObject(resource)) return resource;
    const policies = POLICIES.filter((name) => isObject(resource[name])).map((name) => {
      const value = evaluateValue(resource[name], this.#scope);
      return [name, typeof value === 'string' ? value : resource[name]] as const;
    });
    return policies.length === 0 ? resource : { ...resource, ...Object.fromEntries(policies) };
  }

  /** A value in which the loops are expanded. Values without loops are returned as they are. */
  expand(value: unknown, path: Origin): unknown {
    if (Array.isArray(value)) return mapChanged(value, (item, index) => this.expand(item, [...path, String(index)]));
    if (!isObject(value)) return value;
    const names = Object.keys(value);
    const entries = names.flatMap((name): readonly (readonly [string, unknown])[] => {
      const memberPath = [...path, name];
      return name.startsWith(LOOP)
        ? this.#loop(name, value[name], memberPath)
        : [[name, this.expand(value[name], memberPath)]];
    });
    const isSame = entries.length === names.length && entries.every(([name, member]) => value[name] === member);
    return isSame ? value : Object.fromEntries(entries);
  }

  /** @param outer what replaces the identifiers of the loops around this one. */
  #loop(name: string, loop: unknown, path: Origin, outer: readonly Binding[] = []): (readonly [string, unknown])[] {
    this.loops.push(name);
    const [identifier, collection, body] = Array.isArray(loop) && loop.length === 3 ? loop : [];
    if (typeof identifier !== 'string' || !isObject(body)) {
      return this.#leaveOut(name, 'not read, because it needs a list of an identifier, a collection, and an object');
    }
    const items = evaluateValue(replaced(collection, outer), this.#scope);
    if (!Array.isArray(items) || !items.every((item) => typeof item !== 'object' || item === null)) {
      return this.#leaveOut(name, 'not read, because its collection is known only at deployment');
    }
    const isTooLarge = items.some((item) => String(item).length > MAX_ITEM_LENGTH);
    return items.flatMap((item) => {
      this.#size++;
      if (isTooLarge || this.#size > MAX_SIZE)
        return this.#leaveOut(name, 'not read as a whole, because it is too large');
      const bindings = [...outer, { identifier, item: String(item) }];
      return Object.entries(body).flatMap(([key, member]) => {
        const origin = [...path, '2', key];
        const copyKey = replacedText(key, bindings);
        this.#size += copyKey.length;
        if (key.startsWith(LOOP)) return this.#loop(copyKey, member, origin, bindings);
        if (path[0] === 'Resources' && isInSection(path)) this.origins.set(copyKey, origin);
        const copy = replaced(member, bindings);
        this.#size += JSON.stringify(copy).length;
        return [[copyKey, this.expand(copy, origin)] as const];
      });
    });
  }

  #leaveOut(subject: string, problem: string): [] {
    this.#notices.push({ subject, problem });
    return [];
  }
}

/** Whether a loop at this path adds members to a section, and not to a property of one. */
function isInSection(path: Origin): boolean {
  return path.slice(1).every((key, index) => (index % 2 === 0 ? key.startsWith(LOOP) : key === '2'));
}

function mapChanged(list: readonly unknown[], change: (item: unknown, index: number) => unknown): readonly unknown[] {
  const changed = list.map(change);
  return changed.every((item, index) => item === list[index]) ? list : changed;
}

/** A copy of a part of a loop, in which the identifiers are replaced. */
function replaced(value: unknown, bindings: readonly Binding[]): unknown {
  if (typeof value === 'string') return replacedText(value, bindings);
  if (Array.isArray(value)) return value.map((item) => replaced(item, bindings));
  if (!isObject(value)) return value;
  const call = parseCall(value);
  const binding = call?.name === 'Ref' ? bindings.find(({ identifier }) => identifier === call.argument) : undefined;
  if (binding) return binding.item;
  const members = Object.entries(value).map(([key, member]) => [
    replacedText(key, bindings),
    replaced(member, bindings),
  ]);
  return Object.fromEntries(members);
}

/** `&{Identifier}` is the item without characters that a logical id cannot have. */
function replacedText(text: string, bindings: readonly Binding[]): string {
  return text.replace(/([$&])\{([^{}]*)\}/g, (whole, sign: string, name: string) => {
    const binding = bindings.find(({ identifier }) => identifier === name);
    if (binding === undefined) return whole;
    return sign === '$' ? binding.item : binding.item.replace(/[^A-Za-z0-9]/g, '');
  });
}

/** The values of a template before it is deployed: of parameters, the default ones. */
function defaultScope(template: Members): Scope {
  const evaluating = new Set<string>();
  const scope: Scope = {
    ref: (name) => {
      if (name === 'AWS::NoValue') return NO_VALUE;
      const parameter = ownMember(template.Parameters, name);
      const { Type, Default } = isObject(parameter) ? parameter : {};
      if (typeof Type !== 'string' || Type.startsWith('AWS::SSM::') || Default === undefined)
        return new Reference(name);
      return parameterValue(Default, { Type });
    },
    attribute: (logicalId, name) => new Reference(logicalId, name),
    condition: (name) => {
      const unknown = new UnknownResult({ name: 'Condition', argument: name });
      if (evaluating.has(name)) return unknown;
      evaluating.add(name);
      const value = evaluateValue(ownMember(template.Conditions, name), scope);
      evaluating.delete(name);
      return typeof value === 'boolean' ? value : unknown;
    },
    findInMap: (map, first, second) => ownMember(ownMember(ownMember(template.Mappings, map), first), second),
    importValue: (argument) => new UnknownResult({ name: 'Fn::ImportValue', argument }),
    stackOutput: (StackName, OutputName) =>
      new UnknownResult({ name: 'Fn::GetStackOutput', argument: { StackName, OutputName } }),
    invalidCall: (call) => new UnknownResult(call),
  };
  return scope;
}

function ownMember(object: unknown, name: string): unknown {
  return isObject(object) && Object.hasOwn(object, name) ? object[name] : undefined;
}
