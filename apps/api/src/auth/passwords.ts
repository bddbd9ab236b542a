import { AssayError } from '@assay/services/errors'
import { hash, verify } from '@node-rs/argon2'

export const minPasswordLength = 10
export const maxPasswordLength = 128

/** OWASP's first choice for argon2id (the library's default variant): 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** The passwords of ten characters and more that lists of leaked passwords begin with. */
const common = new Set(
  `1234567890 12345678910 123456789a 1234567891 0123456789 9876543210 1q2w3e4r5t 1qaz2wsx3edc 1q2w3e4r5t6y
  qwertyuiop qwerty1234 qwerty12345 qwerty123456 qwertyuiop123 1qazxsw23edc zaq12wsxcde3 qazwsxedcrfv q1w2e3r4t5
  q1w2e3r4t5y6 asdfghjkl1 asdfghjkl123 asdfasdfasdf zxcvbnm123 password12 password123 password1234 password12345
  passw0rd123 passwordpassword mypassword letmein123 letmeinplease iloveyou123 iloveyou12 iloveyou2 iloveyouso
  iloveyousomuch welcome123 welcome1234 administrator admin12345 admin123456 changeme123 football123 baseball123
  basketball basketball1 liverpool1 manchester chocolate1 strawberry sunshine123 sunshine12 princess123
  princess12 superman123 batman12345 pokemon123 starwars123 dragon1234 monkey12345 charlie123 michael123
  jordan2323 abcdefghij abcdefghijk abcd123456 abc1234567 abc123456789 aa12345678 a123456789 a1234567890
  asd123456789 qwe123456789 1111111111 11111111111 0000000000 2222222222 5555555555 6666666666 7777777777
  8888888888 9999999999 aaaaaaaaaa 1212121212 1234512345 1122334455 1029384756 5432112345 0987654321
  123123123123 123123123a 147258369a 741852963a 789456123a 3141592653 alexander1 christopher elizabeth1
  california undertaker trustno1234 computer123 internet123 samsung123 whatever123 blink182182 hello12345
  helloworld secret1234 master1234 killer1234 hunter2hunter2 correcthorsebatterystaple`.split(/\s+/),
)

export const refuseWeakPassword = (password: string): void => {
  if (common.has(password.toLowerCase()))
    throw new AssayError(
      'invalid_request',
      'This password is among the first that attackers try. Choose another.',
      {
        param: 'password',
      },
    )
}

export const hashPassword = (password: string): Promise<string> => hash(password, cost)
export const verifyPassword = ({
  hash: stored,
  password,
}: {
  hash: string
  password: string
}): Promise<boolean> => verify(stored, password)
