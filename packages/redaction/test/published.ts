/**
 * Credentials as documentation and standards print them, or where those leave the value out in the form
 * that they describe, each with the text that it is printed in. `^` keeps scanners from taking this file
 * for a leak. The secret is what stands between the braces.
 */
const PUBLISHED: readonly string[] = [
  // AWS, "Access keys"; the key id alone, then both as the command line's file has them.
  'the access key ID is {AKIA^IOSFODNN7EXAMPLE}',
  'aws_secret_access_key = {wJalrXUtnFEMI/K7MDENG^/bPxRfiCYEXAMPLEKEY}',
  'export AWS_SECRET_ACCESS_KEY={wJalrXUtnFEMI/K7MDENG^/bPxRfiCYEXAMPLEKEY}',
  '"SecretAccessKey": "{wJalrXUtnFEMI/K7MDENG^/bPxRfiCYEXAMPLEKEY}",',
  'Authorization: AWS4-HMAC-SHA256 Credential=AKIA^IOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=host, Signature={fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024}',
  'GET /test.txt?X-Amz-Expires=86400&X-Amz-Signature={aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404} HTTP/1.1',
  // Stripe, "API keys", and its command line.
  'curl https://api.stripe.com/v1/charges -u {sk_test^_4eC39HqLyjWDarjtT1zdp7dc}:',
  'stripe.apiKey = "{sk_test^_4eC39HqLyjWDarjtT1zdp7dc}";',
  // Slack, "Token types" and "Incoming webhooks".
  'a bot token: {xoxb^-17653672481-19874698323-pdFZKVeTuE8sk7oOHcbrzqgy}',
  'Authorization: Bearer {xoxp^-1234567890-098765432-1234567890-abcdef123}',
  'POST https://hooks.slack.com^/services/{T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX}',
  // GitHub, "Authorizing OAuth apps".
  'access_token={gho_^16C7e42F292c6912E7710c838347Ae178B4a}&scope=repo%2Cgist&token_type=bearer',
  'with {ghp_^16C7e42F292c6912E7710c838347Ae178B4a} as the token',
  'Token {ghu_^16C7e42F292c6912E7710c838347Ae178B4a} was refused',
  '{"refresh_token": "{ghr_^1B4a2e77838347a7E420ce178F2E7c6912E169246c34E1ccbF66C46812d16D5B1A9Dc86A1498}"}',
  // RFC 6749, RFC 6750, RFC 7617, RFC 7616.
  '"access_token":"{2YotnFZFEjr1z^CsicMWpAA}",',
  '"refresh_token":"{tGzv3JOkF0XG5^Qx2TlKWIA}",',
  'grant_type=password&username=johndoe&password={A3ddj3w}',
  'grant_type=authorization_code&code={SplxlOBeZQQYbYS6WxSbIA}&redirect_uri=https%3A%2F%2Fclient',
  'client_id=s6BhdRkqt3&client_secret={7Fjfp0ZBr1Kt^DRbnfVdmIw}',
  'Authorization: Bearer {mF_9.B5f-4^.1JqM}',
  'Authorization: Basic {QWxhZGRpbjpvcGVuIHNlc2FtZQ==}',
  'Authorization: Basic {czZCaGRSa3F0Mzpn^WDFmQmF0M2JW}',
  // RFC 7519 and RFC 7515.
  'the token {eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP^-mB92K27uhbUJU1p1r_wW1gFWFOEjXk}',
  'an unsecured {eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.}',
  // Google, "Using API keys" and "OAuth 2.0".
  'key={AIza^SyDaGmWKa4JsXZ-HjGw7ISLn_3namBGewQe}&address=1600',
  '"access_token": "{1/fFAGRNJru1FTz70BzhT3Zg}"',
  'Authorization: Bearer {ya29.^a0AfH6SMCx5Gk-Uuh2fdpWG1IkhIsRmqKzU}',
  // SendGrid, Telegram, Discord, Mailgun, Twilio.
  'api key {SG.^ngeVfQFYQlKU0ufo8x5d1A.TwL2iGABf9DHoTf-09kqeF8tAmbihYzrnopKc-1s5cr}',
  'https://api.telegram.org/bot{110201543:^AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw}/getMe',
  'my bot is {110201543:^AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw} now',
  "curl -s --user 'api:{key-^3ax6xnjp29jd6fds4gc373sgvjxteol0}' \\",
  // Azure: the storage emulator's key, a shared access signature.
  'DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey={Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==};BlobEndpoint=http://127.0.0.1',
  'https://myaccount.blob.core.windows.net/pictures/profile.jpg?sv=2012-02-12&sr=c&sig={YWJjZGVmZw%3d%3d}&sip=168.1.5.65',
  // Connection strings: PostgreSQL, MongoDB, Redis, AMQP, SQL Server, MySQL.
  'postgresql://other:{s3cret}@localhost/otherdb?connect_timeout=10',
  'host=localhost port=5432 dbname=mydb user=postgres password={s3cret}',
  'mongodb://myDatabaseUser:{D1fficultP%40ssw0rd}@mongodb0.example.com:27017/?authSource=admin',
  'redis://arthur:{p4ssw0rd-^90}@example.com:6379/4',
  'amqp://user:{pass-^7}@host:10000/vhost',
  'Server=myServerAddress;Database=myDataBase;User Id=myUsername;Password={myPassword-7};',
  'mysql -u root --password={my-secret-pw} shop',
  'docker run -e MYSQL_ROOT_PASSWORD={my-secret-pw} -d mysql:tag',
  // Cookies: RFC 6265, Express, Django, PHP, Java.
  'Set-Cookie: SID={31d4d96e407aad42}; Path=/; Secure; HttpOnly',
  'Cookie: connect.sid={s%3Aj2Xk9.^mN1pQ3sT5v}',
  'Set-Cookie: id={a3fWa}; Expires=Wed, 21 Oct 2015 07:28:00 GMT',
  'Cookie: PHPSESSID={298zf09hf012fh2}; csrftoken={u32t4o3tb3gg43}; _gat=1',
  'JSESSIONID={node01xr4c3u5^4b8k71}; Path=/',
  // Registry files: npm, PyPI, Docker, netrc.
  '//registry.npmjs.org/:_authToken={npm_^aB3dE5gH7jK9mN1pQ3sT5vW7yZ9aB1cD3eF5}',
  '"auth": "{c3RldmVqbzpwYXNz}"',
  'machine example.com login daniel password {qwerty-7}',
  // Cards that Stripe and Adyen publish, IBANs of the registry.
  'number={4242 4242 4242 4242} exp=12/34 cvc=123',
  'with {3782 822463 10005}, an American Express',
  'number: "{6011-1111-1111-1117}"',
  'pay to {GB29 NWBK 6016 1331 9268 19} today',
  'pay to {DE89370400440532013000} today',
  'pay to {NL91 ABNA 0417 1643 00} today',
];

export interface PublishedExample {
  text: string;
  secrets: string[];
}

export function publishedExamples(): PublishedExample[] {
  return PUBLISHED.map((marked) => {
    const whole = marked.replaceAll('^', '');
    return {
      text: whole.replace(/\{([^{}"]{3,})\}/g, '$1'),
      secrets: Array.from(whole.matchAll(/\{([^{}"]{3,})\}/g), (match) => match[1] ?? ''),
    };
  });
}
