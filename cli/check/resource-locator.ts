import { relative } from 'node:path';
import { TemplatePositions, type TextRegion } from '../../core/template/template-positions.ts';

/** Finds where resources and properties are in their template files. Reads each file once. */
export class ResourceLocator {
  readonly #positions = new Map<string, TemplatePositions>();

  /** The path of a template, relative to the working directory. */
  path(file: string): string {
    return relative(process.cwd(), file);
  }

  /** The line of a resource in its template, counted from 1; undefined when it is not found. */
  line(file: string | undefined, logicalId: string): number | undefined {
    return file === undefined ? undefined : this.#positionsIn(file).region(logicalId)?.startLine;
  }

  /** `template.yaml:12`; undefined when the template is unknown. */
  place(file: string | undefined, logicalId: string): string | undefined {
    if (file === undefined) return undefined;
    const line = this.line(file, logicalId);
    return `${this.path(file)}${line === undefined ? '' : `:${line}`}`;
  }

  /** The place of a property in a template, or of the deepest object around it that the template has; undefined when the template does
   *  not have the resource. */
  region(file: string, logicalId: string, property: string): TextRegion | undefined {
    return this.#positionsIn(file).region(logicalId, property);
  }

  #positionsIn(file: string): TemplatePositions {
    const positions = this.#positions.get(file) ?? new TemplatePositions(file);
    this.#positions.set(file, positions);
    return positions;
  }
}
