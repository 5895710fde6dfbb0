import { UNSET } from '../../core/access-log-format.ts';
import { contextVariable } from './context-variables.ts';
import type { Exchange } from './exchange.ts';

/** One access line in the stage's own format. Quotes and backslashes in a value are escaped, as API Gateway does today: a client
 *  cannot break a line of JSON by what it sends. */
export function accessLine(format: string, exchange: Exchange): string {
  return format.replace(/\$context\.([A-Za-z0-9_]+(?:\.[A-Za-z0-9_-]+)*)/g, (_, name: string) => {
    const value = contextVariable(name, exchange);
    if (value === undefined || value === '') return UNSET;
    return name === BRINGS_ITS_OWN_QUOTES ? String(value) : JSON.stringify(String(value)).slice(1, -1);
  });
}

const BRINGS_ITS_OWN_QUOTES = 'error.messageString';
