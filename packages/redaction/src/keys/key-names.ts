/** Names that are secret as they stand, in the spelling of `normaliseKey`. */
export const EXACT: ReadonlySet<string> = new Set(
  words(`
  pass password passwd pwd passphrase passcode secret secrets token auth authorization
  authentication cookie cookies setcookie setcookie2 cookie2 credential credentials creds jwt
  bearer bearertoken pin cardpin userpin otp totp mfacode otpcode smscode onetimecode
  verificationcode backupcodes recoverycode recoverycodes cvv cvv2 cvc cvc2 cardcvc cardcvv
  securitycode cardsecuritycode ccnum ccnumber cardno cardnum creditcard debitcard
  primaryaccountnumber iban bban ssn socialsecuritynumber socialsecurity sid connectsid
  phpsessid jsessionid aspnetsessionid laravelsession sessid sessioncookie xsrf csrf
  sharedaccesssignature xamzsignature xamzsecuritytoken xamzcredential xgoogsignature
  xgoogcredential seedphrase mnemonic recoveryphrase securityanswer secretanswer pgpassword
  mysqlpwd requirepass masterauth kek dek basicauth httpauth proxyauth xauth authheader
  codeverifier clientassertion samlresponse npmauth authstring loginpass passwordhash
  passwd_hash
`),
);

/** What a secret's name ends with, whatever stands before it. */
export const ENDINGS: readonly string[] = words(`
  password passwords passwd passphrase passcode secret secrets token apikey apikeys apisecret
  secretkey secretkeys privatekey accesskey accountkey encryptionkey decryptionkey signingkey
  masterkey sshkey authkey sessionkey sharedkey sharedaccesskey hmackey aeskey licensekey
  serviceaccountkey deploykey jwtkey cookiekey storagekey credential credentials authorization
  cookie cookies setcookie cardnumber creditcardnumber accesstokens refreshtokens authtokens
  apitokens idtokens webhookurl subscriptionkey functionskey
`);

/** Strong roots: a name that holds one is secret, unless what follows says it is about the secret. */
export const ROOTS: readonly string[] = words(`
  password passwd passphrase accesstoken refreshtoken authtoken sessiontoken bearertoken
  apitoken clientsecret privatekey secretkey apikey apisecret authorization cardnumber
`);

/** What may follow a root in a name that holds no secret itself. */
export const ABOUT: readonly string[] = words(`
  result results check length count policy strength hint url uri endpoint required valid invalid
  at on age date time field type kind min max minlength maxlength error errors attempts enabled
  disabled id name path file expires expiresat expiresin expiry expired ttl changed updated
  created status state label placeholder prompt visible rules regex pattern version algorithm
  provider reset resetrequired lifetime duration scope scopes limit usage ref arn format issuer
  mode score source owner prefix
`);

/** Endings of `token` and the like that hold no secret. */
export const HARMLESS: ReadonlySet<string> = new Set(
  words(`
  outputtoken inputtoken pagetoken nextpagetoken nexttoken previouspagetoken prevpagetoken
  continuationtoken synctoken canceltoken cancellationtoken cursortoken eostoken bostoken
  padtoken unknowntoken unexpectedtoken maxtoken pertoken lasttoken firsttoken starttoken
  endtoken nextsynctoken resumetoken secretsmanagersecret hascookie haspassword
`),
);

/** Before `pass` or `pwd` as a word of its own. */
export const PASS_OWNERS: ReadonlySet<string> = new Set(
  words(`
  db database user smtp mail email ftp sftp ssh root admin proxy redis mysql pg postgres mongo
  mongodb ldap sudo login auth my new old api http amqp rabbitmq sql wifi keystore key ssl imap
  account current
`),
);

function words(list: string): string[] {
  return list.trim().split(/\s+/);
}
