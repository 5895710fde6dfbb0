import { REDACTED, replaceSpans, type Span } from './spans.ts';

/** The forms of keys and tokens that services publish, by their first character, so that few are tried at each word. The facts are
 *  those of gitleaks (`config/gitleaks.toml`), secretlint (`secretlint-rule-*`), and GitHub's list of supported patterns. Lengths are
 *  minimums: services lengthen their tokens. Publishable keys (`pk_live_…`) are not secret.
 *  @see https://github.com/gitleaks/gitleaks
 *  @see https://github.com/secretlint/secretlint
 *  @see https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns */
const FORMS: Readonly<Record<string, readonly RegExp[]>> = {
  '0': [/00D[A-Za-z0-9]{12,15}![\w.]{40,}/],
  '1': [/1\/\/0[\w-]{30,}/],
  '4': [/4b1d[A-Za-z0-9]{38}/],
  A: [
    /AT(?:ATT|CTT)3xFfG[\w=-]{20,}|ATBB[A-Za-z0-9]{24,}|ATTA[0-9a-f]{60,}|AKCp[A-Za-z0-9]{60,}|A{20,24}[\w%]{40,}/,
    /AIza[\w-]{35}|ABSK[A-Za-z0-9+/]{100,}={0,2}|AQVN[\w-]{35,}|Atz[ar]\|[\w+/=-]{40,}|AGE-SECRET-KEY-1[0-9A-Z]{50,}/,
    /A3-[A-Z0-9]{6}-[A-Z0-9]{6,11}-[A-Z0-9-]{17,23}/,
  ],
  C: [/CLOJARS_[0-9a-z]{50,}|CCI(?:PAT|PRJ)_\w{20,}|CFPAT-[\w-]{40,}/],
  E: [/EAAA[\w-]{50,}|EZ[AT]K[A-Za-z0-9]{54}|EAA[A-Za-z0-9]{60,}/],
  F: [/FLWSECK(?:_TEST)?-[\w-]{12,}/],
  G: [/GR1348941[\w-]{20,}|GOCSPX-[\w-]{20,}/],
  H: [/HRKU-[\w-]{30,}/],
  I: [/IG[A-Za-z0-9]{2}[\w-]{100,}/],
  L: [/LTAI[A-Za-z0-9]{16,24}/],
  M: [/M[\w-]{23,27}\.[\w-]{6}\.[\w-]{27,}/],
  N: [/NR(?:AK|II|IQ|JS|AA|RA|SP|BR)-[\w-]{20,}|N[\w-]{23,27}\.[\w-]{6}\.[\w-]{27,}/],
  O: [/O[\w-]{23,27}\.[\w-]{6}\.[\w-]{27,}/],
  P: [/PMAK-[0-9a-f]{24}-[0-9a-f]{30,}/],
  R: [/RGAPI-[0-9a-f-]{36}/],
  S: [/SWMTKN-1-[\w-]{20,}|SG\.[\w-]{10,}\.[\w-]{20,}|SK[0-9a-f]{32}/],
  a: [
    /api_org_[A-Za-z0-9]{30,}|access_token\$(?:production|sandbox)\$[a-z0-9]{10,}\$[0-9a-f]{20,}|aio_[A-Za-z0-9]{26,}/,
    /access-(?:sandbox|development|production)-[0-9a-f-]{36}|amzn\.mws\.[0-9a-f-]{36}|amzn1\.oa2-cs\.v1\.[0-9a-f]{60,}/,
  ],
  b: [/bku[ae]_\w{20,}|bedrock-api-key-[\w+/=]{20,}/],
  c: [/cio[A-Za-z0-9]{32}|cmVmd[A-Za-z0-9]{59}|csk-[a-z0-9]{40,}|cf(?:k|ut|at)_[A-Za-z0-9]{40,}/],
  d: [
    /dckr_[po]at_[\w-]{20,}|duffel_(?:live|test)_[\w=-]{40,}|do[opr]_v1_[0-9a-f]{40,}|dapi[0-9a-f]{32}(?:-\d)?/,
    /dp\.(?:pt|st|sa|ct|scim|audit)\.[\w.-]{30,}|dt0[a-z]\d\d\.[A-Z0-9]{24}\.[A-Z0-9]{60,}/,
  ],
  f: [/fig[dou]r?_[\w-]{40,}|fo1_[\w-]{40,}|fm1[ar]_[\w+/]{90,}={0,3}|fm2_[\w+/]{90,}={0,3}|fio-u-[\w=-]{60,}/],
  g: [
    /gh[opsur]_[\w.-]{20,}|github_pat_\w{20,}|gl(?:c|sa)_[\w+/=]{32,}|gsk_[A-Za-z0-9]{40,}/,
    /gl(?:pat|dt|rt|rtr|cbt|ptt|ft|imt|agent|oas|soat|ffct|wt)-[\w.-]{20,}/,
  ],
  h: [/hf_[A-Za-z0-9]{30,}|hv[sbr]\.[\w-]{20,}|hc[abx][ilm]k_\w{30,}/],
  i: [/ico-[A-Za-z0-9]{32}/],
  j: [/jina_\w{40,}/],
  k: [/key-[0-9a-f]{32}/],
  l: [/lin_(?:api|oauth)_\w{32,}|lsv2_[ps][tk]_\w{30,}/],
  n: [/npm_\w{30,}|ntn_\w{40,}|nvapi-[\w-]{40,}|napi_[a-z0-9]{40,}|nf[pcobu]_[A-Za-z0-9]{36,}|nyk_v0_\w{20,}/],
  o: [/oy2[a-z0-9]{43}|oauth:[a-z0-9]{30}|ops_eyJ[\w+/=]{40,}/],
  p: [
    /pypi-Ag[\w-]{20,}|pplx-[A-Za-z0-9]{40,}|pcsk_\w{30,}|pat-(?:na|eu|ap)\d-[0-9a-f-]{36}|pul-[0-9a-f]{40}/,
    /pscale_(?:tkn|oauth|pw)_[\w=.-]{30,}|pn[ub]_[A-Za-z0-9]{36}|ph[xs]_\w{30,}|p8e-[a-z0-9]{32}/,
    /pat[A-Za-z0-9]{14}\.[0-9a-f]{60,}|pat\.[\w-]{22}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{20}/,
  ],
  r: [
    /rubygems_[0-9a-f]{40,}|rdme_[a-z0-9]{60,}|r8_[A-Za-z0-9]{30,}|rzp_(?:live|test)_[A-Za-z0-9]{14,}|rnd_[A-Za-z0-9]{28,}/,
    /re_[A-Za-z0-9]{6,12}_[A-Za-z0-9]{20,}|rk_(?:live|test|prod|org)_\w{10,}/,
  ],
  s: [
    /sk-(?:ant|proj|svcacct|admin|or|lf|None)-[\w-]{20,}|sk-[A-Za-z0-9]{20,}|sk_(?:live|test|prod|org|sbox)_\w{10,}/,
    /sk_[0-9a-f]{48}|sh(?:pat|pca|ppa|pss|ptka|pua)_[A-Za-z0-9]{32,}|shippo_(?:live|test)_[0-9a-fA-F]{40}|sha256~[\w-]{43}/,
    /sq[uap]_[0-9a-f]{40}|sq0(?:atp|csp|idp)-[\w-]{20,}|snyk_[us]at\.[\w.-]{20,}|sntry[sua]_[\w+/=-]{30,}/,
    /secret_[A-Za-z0-9]{43}|sbp_[0-9a-f]{40}|sb_secret_[\w-]{20,}|sgp_(?:[0-9a-fA-F]{16}_|local_)?[0-9a-fA-F]{40}/,
    /sm_[aps]at_[A-Za-z0-9]{16}|signkey-(?:prod|test)-[0-9a-f]{30,}|sat\.[\w-]{22}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{20}/,
  ],
  t: [
    /tfp_[\w-]{40,}|tvly-[\w-]{20,}|tgp_v1_[\w-]{30,}|tskey-[a-z]{2,20}-[\w-]{20,}|tk-us-[\w-]{40,}/,
    /t1\.[\w-]{1,100}={0,2}\.[\w-]{80,}={0,2}|tr_(?:dev|prod|stg)_[A-Za-z0-9]{20,}/,
  ],
  v: [/vc[piark]_[A-Za-z0-9]{20,}|v1\.0-[0-9a-f]{24}-[0-9a-f]{100,}/],
  w: [/whsec_[\w+/=]{20,}|waka_[0-9a-f-]{36}/],
  x: [
    /x(?:key|smtp)sib-[0-9a-f]{60,}-[A-Za-z0-9]{16}|xox[abeoprs](?:\.xox[bp])?-[\w-]{10,}|xapp-\d-[\w-]{20,}/,
    /xwfp-[\w-]{20,}|xai-[A-Za-z0-9]{40,}|xau_[A-Za-z0-9]{30,}/,
  ],
  y: [/ya29\.[\w-]{20,}/],
};

const FORM_AT = new Map(
  Object.entries(FORMS).map(([first, forms]) => [
    first.charCodeAt(0),
    new RegExp(forms.map((form) => form.source).join('|'), 'y'),
  ]),
);
/** Forms that begin with any character, and a part of each that other texts seldom have. */
const OTHER_FORMS: readonly (readonly [part: string, form: RegExp])[] = [
  ['-us', /\b[0-9a-f]{32}-us\d{1,2}\b/g],
  ['Q~', /(?<![\w.~-])[\w.~]{3}[78]Q~[\w.~-]{31,34}/g],
  ['AZDO', /\b[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}\b/g],
  ['.atlasv1.', /\b[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{40,}/g],
  ['_mmk', /\b[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk\b/g],
  [':AA', /(?<!\d)\d{8,10}:AA[\w-]{32,}/g],
];
/** A shorter run of characters is not a key. */
const MIN_LENGTH = 15;
/** By character code: 1 for the characters of keys, 3 for letters, digits and `_`. */
const CHARACTERS = new Uint8Array(128);
for (const character of '.~+/=$|!:%-') CHARACTERS[character.charCodeAt(0)] = 1;
for (let code = 0; code < 128; code += 1) if (/\w/.test(String.fromCharCode(code))) CHARACTERS[code] = 3;

/** Webhooks and calls whose path holds the key. The part before the key stays: it says what was called. */
const URL_FORM =
  /((?:hooks\.slack(?:-gov)?\.com\\?\/(?:services|workflows|triggers)|discord(?:app)?\.com\\?\/api(?:\\?\/v\d{1,2})?\\?\/webhooks\\?\/\d{5,25}|api\.telegram\.org(?:\\?\/file)?(?=\\?\/bot)|webhook\.office\.com\\?\/webhookb2|hooks\.zapier\.com\\?\/hooks\\?\/(?:catch|standard)|hook(?:\.[\w.]{1,20})?\.(?:make|integromat)\.com|maker\.ifttt\.com\\?\/trigger\\?\/[\w%.-]{1,100}(?:\\?\/json)?\\?\/with\\?\/key|open\.(?:feishu\.cn|larksuite\.com)\\?\/open-apis\\?\/bot\\?\/v2\\?\/hook|events\.pagerduty\.com\\?\/integration|(?:api|alert)\.victorops\.com\\?\/integrations\\?\/generic\\?\/\d{1,12}\\?\/alert|logs-\d{2}\.loggly\.com\\?\/(?:inputs|bulk)|\.infura\.io\\?\/(?:ws\\?\/)?v3|\.(?:alchemy\.com|alchemyapi\.io)\\?\/v2|hc-ping\.com|webhook\.site)\\?\/)(?:bot)?[\w:@%+=.-]{8,}(?:\\?\/[\w:@%+=.-]{8,}){0,4}/gi;

/** Every URL that the two expressions find has one of these. */
const URL_PART = /hook|telegram|ifttt|pagerduty|victorops|loggly|infura|alchemy|hc-ping|reset|password|magic|login/i;

/** A key in the path of a link that resets a password or signs a user in. */
const LINK_KEY =
  /(\/(?:reset[-_]?password|password[-_]?reset|set[-_]?password|magic[-_]?link|login[-_]?link)\/)(?=[\w.-]{0,200}\d)[\w.~-]{16,}/gi;

/** Redacts the keys and tokens of services, and the keys in the URLs of webhooks. */
export function redactVendorKeys(text: string): string {
  let redacted = replaceSpans(text, keySpans(text));
  for (const [part, form] of OTHER_FORMS) if (redacted.includes(part)) redacted = redacted.replaceAll(form, REDACTED);
  if (!redacted.includes('/') || !URL_PART.test(redacted)) return redacted;
  return redacted.replaceAll(URL_FORM, `$1${REDACTED}`).replaceAll(LINK_KEY, `$1${REDACTED}`);
}

function keySpans(text: string): Span[] {
  const spans: Span[] = [];
  const last = text.length - MIN_LENGTH;
  for (let start = 0; start <= last; ) {
    // From the end of the shortest run: most texts have no run of this length, and most of their characters are not looked at.
    let at = start + MIN_LENGTH - 1;
    while (at >= start && kindOf(text, at) > 0) at -= 1;
    if (at >= start) {
      start = at + 1;
      continue;
    }
    let end = start + MIN_LENGTH;
    while (end < text.length && kindOf(text, end) > 0) end += 1;
    addKeys(text, start, end, spans);
    start = end + 1;
  }
  return spans;
}

function kindOf(text: string, at: number): number {
  return CHARACTERS[text.charCodeAt(at)] ?? 0;
}

/** Adds the keys that begin at a word within a run of characters. */
function addKeys(text: string, start: number, end: number, spans: Span[]): void {
  // After a backslash, the first letter belongs to an escape sequence: `\n`.
  let isInWord = false;
  for (let at = text.charAt(start - 1) === '\\' ? start + 1 : start; at <= end - MIN_LENGTH; at += 1) {
    const isWord = kindOf(text, at) === 3;
    const form = isWord && !isInWord ? FORM_AT.get(text.charCodeAt(at)) : undefined;
    isInWord = isWord;
    if (form === undefined) continue;
    form.lastIndex = at;
    if (!form.test(text)) continue;
    spans.push({ start: at, end: form.lastIndex, mark: REDACTED });
    at = form.lastIndex - 1;
  }
}
