import { TemplatePositions, type TextRegion } from '../../core/template/template-positions.ts';
import { relativePath } from './relative-path.ts';

/** Finds where resources and properties are in their template files. Reads each file once. */
export class ResourceLocator {
  readonly #positions = new Map<string, TemplatePositions>();
  /** Paths are relative to it. */
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** The path of a template. */
  path(file: string): string {
    return relativePath(this.folder, file);
  }

  /** The place of a property in a template, or of the deepest object around it that the template has; undefined when the template does
   *  not have the resource. */
  region(file: string, logicalId: string, property: string): TextRegion | undefined {
    const positions = this.#positions.get(file) ?? new TemplatePositions(file);
    this.#positions.set(file, positions);
    return positions.region(logicalId, property);
  }
}
