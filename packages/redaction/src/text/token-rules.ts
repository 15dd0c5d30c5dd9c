import { ALNUM, BASE64, DASH, DIGIT, DOT, LOWER, SIGN, SLUG, UPPER, WORD } from './characters.js';

/** A key of a service, known by how it begins. */
export interface TokenRule {
  /** As it is counted. */
  rule: string;
  prefix: string;
  /** Characters after the prefix: a set of bits of `characters.ts`. */
  set: number;
  /** Fewest characters after the prefix. */
  min: number;
  /** Most of them; more is something else. None by default. */
  max?: number;
  /** Letters of one case are enough: no word begins so and is as long. */
  plain?: true;
}

const HEX = LOWER | DIGIT;
const B32 = UPPER | DIGIT;
const B64 = ALNUM | BASE64 | SIGN;
const DOTTED = SLUG | DOT;

function of(rule: string, set: number, min: number, prefixes: string, max?: number): TokenRule[] {
  return prefixes
    .split(' ')
    .map((prefix) =>
      max === undefined ? { rule, prefix, set, min } : { rule, prefix, set, min, max },
    );
}

/** By vendor; the published shape where there is one, else the prefix and a length that no word has. */
export const TOKEN_RULES: readonly TokenRule[] = [
  ...of('aws', B32, 16, 'AKIA ASIA ABIA ACCA AGPA AIDA AROA AIPA ANPA ANVA', 20).map(
    (rule): TokenRule => ({ ...rule, plain: true }),
  ),
  ...of('aws', B64, 80, 'ABSK IQoJ FwoG'),
  ...of('aws', SLUG | BASE64 | SIGN, 30, 'bedrock-api-key-'),
  ...of('google', SLUG, 33, 'AIza', 40),
  ...of('google', SLUG, 20, 'GOCSPX-'),
  ...of('google', SLUG | DOT, 20, 'ya29.'),
  ...of('google', SLUG, 30, '1//0'),
  ...of('github', WORD, 30, 'ghp_ gho_ ghu_ ghs_ ghr_ github_pat_'),
  ...of(
    'gitlab',
    DOTTED,
    15,
    'glpat- gldt- glrt- glrtr- glcbt- glptt- glft- glsoat- glimt- glagent- gloas- glffct- glwt-',
  ),
  ...of('gitlab', SLUG, 15, 'GR1348941'),
  ...of('bitbucket', ALNUM, 20, 'ATBB'),
  ...of('atlassian', SLUG | SIGN, 40, 'ATATT3 ATCTT3'),
  ...of(
    'slack',
    SLUG,
    10,
    'xoxb- xoxp- xoxa- xoxr- xoxs- xoxe- xoxo- xoxc- xoxd- xapp- xoxe.xoxp- xoxe.xoxb- xwfp-',
  ),
  ...of(
    'webhook',
    SLUG | BASE64,
    20,
    'hooks.slack.com/services/ discord.com/api/webhooks/ discordapp.com/api/webhooks/ outlook.office.com/webhook/',
  ),
  ...of('telegram', SLUG | SIGN, 35, 'api.telegram.org/bot'),
  ...of('stripe', ALNUM, 10, 'sk_live_ sk_test_ rk_live_ rk_test_ sk_prod_ rk_prod_'),
  ...of('webhook', B64, 20, 'whsec_'),
  ...of('npm', ALNUM, 30, 'npm_'),
  ...of('pypi', SLUG, 40, 'pypi-'),
  ...of('rubygems', HEX, 40, 'rubygems_'),
  ...of('crates', ALNUM, 32, 'cio', 32),
  ...of('nuget', HEX, 43, 'oy2', 43),
  ...of('docker', SLUG, 20, 'dckr_pat_ dckr_oat_'),
  ...of('huggingface', ALNUM, 30, 'hf_ api_org_'),
  ...of('openai', SLUG, 20, 'sk-proj- sk-svcacct- sk-admin- sk-None- sk-service-'),
  ...of('anthropic', SLUG, 20, 'sk-ant-'),
  ...of('openrouter', ALNUM, 32, 'sk-or-v1-'),
  ...of('openai', ALNUM, 28, 'sk-'),
  ...of('groq', ALNUM, 32, 'gsk_'),
  ...of('xai', ALNUM, 40, 'xai-'),
  ...of('perplexity', ALNUM, 32, 'pplx-'),
  ...of('replicate', ALNUM, 30, 'r8_'),
  ...of('tavily', SLUG, 20, 'tvly-'),
  ...of('langsmith', WORD, 32, 'lsv2_pt_ lsv2_sk_ ls__'),
  ...of('elevenlabs', HEX, 40, 'sk_', 64),
  ...of('nvidia', SLUG, 40, 'nvapi-'),
  ...of('pinecone', WORD, 40, 'pcsk_'),
  ...of('cerebras', ALNUM, 32, 'csk-'),
  ...of('sendgrid', DOTTED, 40, 'SG.'),
  ...of('twilio', HEX, 32, 'SK', 32),
  ...of('mailgun', HEX | DASH, 32, 'key- pubkey-', 50),
  ...of('brevo', HEX | ALNUM | DASH, 60, 'xkeysib- xsmtpsib-'),
  ...of('resend', WORD, 24, 're_'),
  ...of('postman', ALNUM | DASH, 40, 'PMAK-'),
  ...of('digitalocean', HEX, 40, 'dop_v1_ doo_v1_ dor_v1_'),
  ...of('heroku', SLUG, 30, 'HRKU-'),
  ...of('fly', B64 | SLUG, 40, 'fo1_ fm1_ fm2_ fm1r_ fm1a_'),
  ...of('vercel', ALNUM, 20, 'vcp_ vck_ vci_ vca_ vcr_'),
  ...of('netlify', ALNUM, 30, 'nfp_ nfc_ nfb_ nfu_'),
  ...of('render', ALNUM, 24, 'rnd_'),
  ...of('supabase', SLUG, 20, 'sbp_ sb_secret_'),
  ...of('planetscale', SLUG | DOT, 30, 'pscale_tkn_ pscale_pw_ pscale_oauth_'),
  ...of('neon', ALNUM, 40, 'napi_'),
  ...of('mongodb', SLUG, 30, 'mdb_sa_sk_'),
  ...of('databricks', HEX, 32, 'dapi', 36),
  ...of('doppler', ALNUM, 30, 'dp.pt. dp.st. dp.ct. dp.sa. dp.scim. dp.audit.'),
  ...of('vault', SLUG | DOT, 20, 'hvs. hvb. hvr.'),
  ...of('pulumi', HEX, 32, 'pul-'),
  ...of('grafana', B64 | WORD, 30, 'glsa_ glc_'),
  ...of('sentry', SLUG | B64, 30, 'sntrys_ sntryu_ sntrya_'),
  ...of('newrelic', SLUG, 20, 'NRAK- NRII- NRJS- NRAA- NRRA- NRIQ- NRSP- NRUC-'),
  ...of('dynatrace', ALNUM | DOT, 40, 'dt0c01. dt0s01. dt0s16.'),
  ...of('honeycomb', ALNUM, 30, 'hcaik_ hcxik_ hcamk_ hcxmk_ hcalk_ hcxlk_'),
  ...of('linear', ALNUM, 30, 'lin_api_ lin_oauth_'),
  ...of('notion', ALNUM, 40, 'secret_ ntn_'),
  ...of('airtable', ALNUM | DOT, 60, 'pat'),
  ...of('figma', SLUG, 30, 'figd_ figoh_ figo_'),
  ...of('shopify', HEX | UPPER, 32, 'shpat_ shpca_ shppa_ shpss_ shptka_'),
  ...of('square', SLUG, 20, 'sq0atp- sq0csp-'),
  ...of('square', SLUG, 56, 'EAAA'),
  ...of('paypal', ALNUM, 20, 'access_token$production$ access_token$sandbox$'),
  ...of('plaid', HEX | DASH, 30, 'access-sandbox- access-production- access-development-'),
  ...of('facebook', ALNUM, 80, 'EAA'),
  ...of('twitter', B64, 60, 'AAAAAAAAAAAAAAAAAAAAA'),
  ...of('dropbox', SLUG, 50, 'sl.'),
  ...of('contentful', SLUG, 40, 'CFPAT-'),
  ...of('hubspot', HEX | DASH, 30, 'pat-na1- pat-na2- pat-eu1- pat-ap1-'),
  ...of('1password', B64 | SLUG, 60, 'ops_'),
  ...of('age', B32, 50, 'AGE-SECRET-KEY-1'),
  ...of('jfrog', ALNUM, 60, 'AKCp cmVmd'),
  ...of('cloudflare', HEX | DASH, 100, 'v1.0-'),
  ...of('cloudflare', SLUG, 35, 'cfut_ cfat_ cfk_'),
  ...of('mapbox', SLUG | DOT, 40, 'sk.eyJ tk.eyJ'),
  ...of('typeform', SLUG | DOT, 40, 'tfp_'),
  ...of('readme', HEX, 60, 'rdme_'),
  ...of('prefect', ALNUM, 30, 'pnu_ pnb_'),
  ...of('buildkite', ALNUM, 30, 'bkua_ bkat_'),
  ...of('circleci', WORD, 40, 'CCIPAT_ CCIPRJ_'),
  ...of('sonarqube', ALNUM, 36, 'squ_ sqp_ sqa_'),
  ...of('snyk', DOTTED, 30, 'snyk_uat. snyk_sat.'),
  ...of('infracost', ALNUM, 28, 'ico-'),
  ...of('frameio', SLUG, 40, 'fio-u-'),
  ...of('easypost', ALNUM, 50, 'EZAK EZTK'),
  ...of('duffel', SLUG, 30, 'duffel_live_ duffel_test_'),
  ...of('flutterwave', ALNUM | DASH, 20, 'FLWSECK_TEST- FLWSECK-'),
  ...of('razorpay', ALNUM, 12, 'rzp_live_ rzp_test_'),
  ...of('clojars', HEX, 50, 'CLOJARS_'),
  ...of('sourcegraph', WORD, 40, 'sgp_'),
  ...of('harness', ALNUM | DOT | UPPER, 50, 'pat. sat.'),
  ...of('tailscale', ALNUM | DASH, 15, 'tskey-'),
  ...of('yandex', SLUG | DOT | SIGN, 35, 'AQVN t1.'),
  ...of('alibaba', ALNUM, 16, 'LTAI', 30),
  ...of('tencent', ALNUM, 32, 'AKID', 40),
  ...of('volcengine', ALNUM, 40, 'AKLT'),
  ...of('adobe', HEX | DASH, 32, 'p8e-'),
  ...of('ory', ALNUM, 28, 'ory_st_ ory_at_ ory_pat_ ory_ac_ ory_rt_ ory_wak_'),
  ...of('posthog', ALNUM, 36, 'phx_ phs_'),
  ...of('statsig', ALNUM, 36, 'secret-'),
  ...of('pubnub', HEX | UPPER | DASH, 36, 'sec-c-'),
  ...of('trello', HEX | UPPER, 60, 'ATTA'),
  ...of('launchdarkly', HEX | DASH, 36, 'sdk-', 36),
  ...of('shippo', HEX, 40, 'shippo_live_ shippo_test_'),
  ...of('azure', ALNUM | BASE64, 52, 'AZDO'),
  ...of('artifactory', ALNUM, 30, 'reftkn:'),
  ...of('wakatime', HEX | DASH, 36, 'waka_'),
  ...of('apify', ALNUM, 30, 'apify_api_'),
  ...of('algolia', ALNUM, 30, 'alcfg-'),
  ...of('unkey', ALNUM, 20, 'unkey_'),
  ...of('shortio', ALNUM, 40, 'sio_'),
  ...of('scalingo', SLUG, 40, 'tk-us-'),
  ...of('teleport', HEX, 32, 'proxy-jwt-'),
  ...of('intra42', HEX, 60, 's-s4t2ud- s-s4t2af-'),
  ...of('gitea', HEX, 40, 'gta_ gtu_'),
  ...of('confluent', ALNUM | BASE64, 60, 'cflt'),
  ...of('discord', DOTTED, 50, 'mfa.'),
  ...of('turnstile', SLUG, 25, '0x4AAAA'),
];
