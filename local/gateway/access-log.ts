import { UNSET } from '../../core/access-log-format.ts';
import { contextVariable } from './context-variables.ts';
import type { Exchange } from './exchange.ts';

/** One access line in the stage's own format. */
export function accessLine(format: string, exchange: Exchange): string {
  return format.replace(/\$context\.([A-Za-z0-9_]+(?:\.[A-Za-z0-9_-]+)*)/g, (_, name: string) => {
    const value = contextVariable(name, exchange);
    return value === undefined || value === '' ? UNSET : String(value);
  });
}
