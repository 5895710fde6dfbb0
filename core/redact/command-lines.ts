import { isHarmlessText } from '../harmless-value.ts';
import { isSecretName } from '../secret-name.ts';
import { REDACTED, replaceSpans, type Span } from './spans.ts';
import { quotedEnd } from './value-end.ts';

/** The one-letter options of a program that take a secret. */
interface SecretOptions {
  /** Options whose value is the next word. */
  readonly next?: string;
  /** Options whose value is attached: `-pSECRET`. */
  readonly attached?: string;
  /** Options whose value is `user:password`, attached or the next word. */
  readonly user?: string;
}

const MYSQL: SecretOptions = { attached: 'p' };
const MONGO: SecretOptions = { next: 'p', attached: 'p' };
const LDAP: SecretOptions = { next: 'w' };
const MSSQL: SecretOptions = { next: 'P', attached: 'P' };
const SNMP: SecretOptions = { next: 'cAX' };
const ARCHIVE: SecretOptions = { attached: 'p' };

/** By the name of the program, or of the subcommand. The facts are those of the manual pages. */
const PROGRAMS: ReadonlyMap<string, SecretOptions> = new Map(
  Object.entries({
    curl: { user: 'uU' },
    http: { user: 'a' },
    xh: { user: 'a' },
    mysql: MYSQL,
    mysqldump: MYSQL,
    mysqladmin: MYSQL,
    mysqlimport: MYSQL,
    mysqlcheck: MYSQL,
    mysqlshow: MYSQL,
    mariadb: MYSQL,
    'mariadb-dump': MYSQL,
    'mariadb-admin': MYSQL,
    mongo: MONGO,
    mongosh: MONGO,
    mongodump: MONGO,
    mongorestore: MONGO,
    mongoexport: MONGO,
    mongoimport: MONGO,
    'redis-cli': { next: 'a' },
    sshpass: { next: 'p', attached: 'p' },
    login: { next: 'p', attached: 'p' },
    ldapsearch: LDAP,
    ldapadd: LDAP,
    ldapmodify: LDAP,
    ldapdelete: LDAP,
    ldapwhoami: LDAP,
    ldappasswd: { next: 'was' },
    sqlcmd: MSSQL,
    bcp: MSSQL,
    osql: MSSQL,
    ipmitool: MSSQL,
    zip: { next: 'P' },
    unzip: { next: 'P' },
    '7z': ARCHIVE,
    '7za': ARCHIVE,
    rar: ARCHIVE,
    unrar: ARCHIVE,
    snmpwalk: SNMP,
    snmpget: SNMP,
    snmpset: SNMP,
    openssl: { next: 'kK' },
    'ssh-keygen': { next: 'NP' },
    twine: { next: 'p' },
  }),
);

/** The name of a program, the end of a command, or an option with the space or the quotes and comma before its value. */
const STEP =
  /(?<![\w.:-])([a-z7][a-z-]{1,13})(?=\\*["']?[,\s])|([\n;|&])|(?<=^|[\s"'`([,])(--?)([A-Za-z][\w-]{0,60})(?:(\\*["'])?(?:,[ \t]{0,4}|[ \t]{1,4}|=(?=\\*["']))(?=(\\*["'])|[^\s-]))?/g;
const NEXT_VALUE = /(?:\\*["'])?[^\s"'`\\;|&<>]{1,4096}/y;
/** Words that follow the name of an option in a sentence: `--token is required`. */
const SENTENCE_WORD =
  /^(?:is|was|are|must|should|to|and|or|option|options|flag|flags|argument|arguments|parameter|parameters|switch|value|for|in|with|from|not|requires|needs|cannot|can|instead|has|required|given|provided|missing|specified|on|if|when|as|of|by|via|the|a|an)$/;

/** Secrets in commands whose name and value are separated by a space. */
const COMMAND_PAIRS: readonly RegExp[] = [
  /\b(?:config(?:ure)?|configuration)\s{1,4}(?:set|--global|--add|--local)\s{1,4}()([\w.:/@-]{1,128})(\s{1,4}\\*["']?)([^\s"'`\\]{1,4096})/g,
  /\b(?:ENV|ARG|setx|SETX)\s{1,4}()(\w{1,128})(\s{1,4}\\*["']?)([^\s"'`\\]{1,4096})/g,
  /\b(login\s{1,4}\S{1,128}\s{1,4})(password)(\s{1,4})([^\s"'`\\]{1,4096})/g,
  /\b()(requirepass|masterauth|_authToken|[a-z]{1,20}_password)(\s{1,4}\\*["']?)([^\s"'`\\=:]{1,4096})/g,
];
/** Other forms of commands. The first group is the part before the secret. */
const OTHER_FORMS: readonly RegExp[] = [
  /(\bcurl\b[^\n]{0,400}?\s-b\s{0,4}\\*["']?[\w.-]{1,64}=)[^\s"'\\]{1,4096}/g,
  /(\b(?:sqlplus|expdp|impdp|sqlldr)\s{1,4}(?:-\w{1,8}\s{1,4}){0,3}[\w.-]{1,64}\/)[^\s@"'\\]{1,256}(?=@|\s|["']|$)/g,
  /(\bjdbc:oracle:thin:[\w.-]{1,64}\/)[^\s@"'\\/]{1,256}(?=@)/g,
  /(\b(?:smbclient|rpcclient)\b[^\n]{0,400}?\s-U\s{0,4}\\*["']?[\w.\\-]{1,64}%)[^\s"'\\]{1,256}/g,
  /(\bhtpasswd\s{1,4}-\w{0,8}b\w{0,8}\s{1,4}(?:\S{1,200}\s{1,4})??\S{1,64}\s{1,4})(?!\S{1,64}\s{1,4}\S)[^\s"'\\]{1,256}/g,
  /(\b(?:vault|gh|heroku)\s{1,4}login\s{1,4})(?!-)[^\s"'\\=]{16,256}/g,
  /(\bAUTH\s{1,4}(?:PLAIN|LOGIN)\s{1,4})[A-Za-z0-9+/]{8,}={0,2}/g,
];

/** Redacts the secrets in command lines: `--password SECRET`, `curl -u ann:SECRET`, `mysql -pSECRET`. Also in lists of arguments. */
export function redactCommandLines(text: string): string {
  let redacted = text;
  if (OPTION.test(text)) redacted = replaceSpans(text, new CommandReader(text).read());
  if (!PAIR_HINT.test(redacted)) return redacted;
  for (const pair of COMMAND_PAIRS) {
    redacted = redacted.replaceAll(pair, (whole, before: string, name: string, space: string, value: string) => {
      if (!isSecretName(name) || isHarmlessText(name, value) || SENTENCE_WORD.test(value)) return whole;
      return (
        whole.slice(0, whole.length - before.length - name.length - space.length - value.length) +
        before +
        name +
        space +
        REDACTED
      );
    });
  }
  for (const form of OTHER_FORMS) redacted = redacted.replaceAll(form, `$1${REDACTED}`);
  return redacted;
}

const OPTION = /^-|[\s"'`(,]-/;
const PAIR_HINT =
  /config|ENV|ARG|setx|login|curl|requirepass|masterauth|_authToken|_password|sqlplus|pdp|sqlldr|oracle|client|htpasswd|AUTH/;

class CommandReader {
  readonly #text: string;
  readonly #spans: Span[] = [];
  /** The options of the program whose arguments are read. */
  #options: SecretOptions | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  read(): Span[] {
    STEP.lastIndex = 0;
    for (let match = STEP.exec(this.#text); match; match = STEP.exec(this.#text)) {
      const [whole, program, end, dashes, option] = match;
      if (program !== undefined) this.#options = PROGRAMS.get(program) ?? this.#options;
      else if (end !== undefined) this.#options = undefined;
      else if (option !== undefined) {
        const at = match.index + (dashes as string).length;
        const valueAt = at + option.length < match.index + whole.length ? match.index + whole.length : undefined;
        this.#readOption(dashes === '-', option, at, valueAt);
      }
    }
    return this.#spans;
  }

  /** @param at the index of the option's name. @param valueAt the index of the next word; undefined when it is another option. */
  #readOption(isShort: boolean, option: string, at: number, valueAt: number | undefined): void {
    const { next = '', attached = '', user = '' } = this.#options ?? {};
    const letter = option.charAt(0);
    const last = option.charAt(option.length - 1);
    if (option.length > 2 && isSecretName(option)) {
      if (valueAt !== undefined) this.#hide(option, valueAt);
    } else if (isShort && attached.includes(letter) && option.length > 1) this.#hide('password', at + 1);
    else if (isShort && user.includes(letter) && option.length > 1) this.#hideUser(at + 1);
    else if (valueAt === undefined) return;
    else if (isShort ? user.includes(last) : user !== '' && /^(?:proxy-)?(?:user|auth)$/.test(option)) {
      this.#hideUser(valueAt);
    } else if (isShort && option.length <= 2 && next.includes(last)) this.#hide('password', valueAt);
  }

  #hide(name: string, from: number): void {
    const value = this.#valueAt(from);
    if (value === undefined) return;
    const word = this.#text.slice(value.start, value.end);
    if (word === REDACTED || isHarmlessText(name, word) || SENTENCE_WORD.test(word)) return;
    this.#spans.push({ ...value, mark: REDACTED });
    STEP.lastIndex = value.end;
  }

  /** Hides the password in `user:password`. Without a colon there is no password; numbers are ids of a user and a group. */
  #hideUser(from: number): void {
    const value = this.#valueAt(from);
    if (value === undefined) return;
    const word = this.#text.slice(value.start, value.end);
    const colon = word.indexOf(':');
    if (colon === -1 || /^\d*:\d*$/.test(word)) return;
    // An API key can be the user, with no password.
    const start = colon === word.length - 1 ? value.start : value.start + colon + 1;
    const end = colon === word.length - 1 ? value.end - 1 : value.end;
    if (start < end && !isHarmlessText('password', this.#text.slice(start, end))) {
      this.#spans.push({ start, end, mark: REDACTED });
      STEP.lastIndex = end;
    }
  }

  #valueAt(from: number): { readonly start: number; readonly end: number } | undefined {
    let quoteAt = from;
    while (this.#text.charAt(quoteAt) === '\\') quoteAt += 1;
    if (/["']/.test(this.#text.charAt(quoteAt))) {
      const end = quotedEnd(this.#text, quoteAt, quoteAt - from);
      return quoteAt + 1 < end ? { start: quoteAt + 1, end } : undefined;
    }
    NEXT_VALUE.lastIndex = from;
    return NEXT_VALUE.test(this.#text) ? { start: from, end: NEXT_VALUE.lastIndex } : undefined;
  }
}
