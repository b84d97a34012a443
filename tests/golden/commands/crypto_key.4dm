// Keys read, sign and encrypt as OpenSSL does: the signatures and the message below were made by it.

var $pem : Text
var $key; $public : 4D.CryptoKey
var $options : Object

$pem:="-----BEGIN PRIVATE KEY-----\n"
$pem+="MIICdwIBADANBgkqhkiG9w0BAQEFAASCAmEwggJdAgEAAoGBANUYeeSyZypQm3ch\n"
$pem+="2k0DP0Ua7xqwQ3fUXlZPukbd01qd91XeYQr9pbAE9SN/UsbruiAL+bPWM469wajo\n"
$pem+="cJcm960qvizIHL2Bl2KT6p0x6dS+rvyyn2hwhfnOyUUursImMCCZSEJ1JvMrSJTM\n"
$pem+="fl+3EwjCRVFLParuWwXSKUmaNYWJAgMBAAECgYEApwZQRFkxU5Fqya3XFZX9+YRq\n"
$pem+="9VhDCaGDb9N+Bh3Ik7ZNLxjmp164h4bbPb+GejQ55vR7++Fg9/jz2hiWZ2M7rSe9\n"
$pem+="YPoMks2kz3NoLJuKqN05ujqv71CnYVdWzoaMxYL4Rmqk9fJ8rjX3n320g26+c3W/\n"
$pem+="9cNp81Gjl9qoKkyAiqECQQD/fkE2aclEf8Y1vOcN2HGhGkB3QFzBiXUac2Ilr3Vi\n"
$pem+="jXz1EV4S7DJuhUZp9Xtwsh0phgzZX8IeIThP7qXpqxWDAkEA1YSw4nJDFr1w8wMX\n"
$pem+="XQE326oRaQzx7NR60sFD4/tzwe6VRiVtLXgwFCq9UHQ72ezPbZd13aJ4hh1J8vqf\n"
$pem+="6yyXAwJAKlhUmp4h25aJ1XI/oU3UV20wbhNezDzqCb5B8BkKjZEBuuRsARrgqOyx\n"
$pem+="5PHoyZ7bsnwjOQvj8nZzDNxy5y2R3QJANQ86XauDXH1LOjiEb8pDtUS3+uEKpY3P\n"
$pem+="z9vTIS51f7XoRnw6e1goqnpMfVfFH8ynZ1aCJcegJ8PTgpwhbXGxPQJBAOq1Ux03\n"
$pem+="1FuF6JU06IqvhyIr0ATtHHr7lQVH9b6j4O3NKoAbWsjIbNZn9OLEWbmCi6YdNZAZ\n"
$pem+="mZOU5Ckt4mANUNI=\n"
$pem+="-----END PRIVATE KEY-----\n"

$key:=4D.CryptoKey.new({type: "PEM"; pem: $pem})
$public:=4D.CryptoKey.new({type: "PEM"; pem: $key.getPublicKey()})
$options:={hash: "SHA256"}
ALERT(String($key.size)+" "+$key.type+" "+String($key.pem=$pem)+" "+String($public.getPrivateKey()=""))

// RSASSA-PKCS1-v1_5 gives the same signature every time
$signature:="yeulP1V3BUNLELR/fw0wK0DwV0XXde0X8LZA23ZpUAwlgDSquwgzfME/+4tOCNFKA4a6hKFSmN0taJ44mDv1Q+EINPmI0O9kc3e6ZTuzcS5sEWM4nCoMfAe01q8uRGqA7Jq46zXUEPi0d4rDXHB0Qy9ntYDjGAnHAMs2TiE6ueo="
ALERT(String($key.sign("hello world"; $options)=$signature)+" "+String($public.verify("hello world"; $signature; $options).success))
ALERT(String($public.verify("hello word"; $signature; $options).success)+" "+String($public.verify("hello world"; $signature; {hash: "SHA384"}).success))

// PSS and OAEP are different every time
ALERT(String($public.verify("hello world"; "z/gHjI1gqYlcCWPKOup9h4h1FyHChVBg2J5Gs/ESs150SLks+uKc2loh3952wzFfmjlboSzHnr0JKj42PKvO+O9Dy+2uIJ0cCmci5kyIPPwo8Dx6bP0jUR2iF24+AvmwWULn2ulxptPnv/u9+gGy700zva+vJC1yCl3QWo17CGs="; {hash: "SHA256"; pss: True}).success))
ALERT(JSON Stringify($key.decrypt("JULJVZXCcEVwIAhMrmVdw99wehE1J7ATw8wHZwpfPdui4MORYu/fp/8N+YyGfFkVa35ZNlbJU/mG6zBU8sc5fEEP2cXxFbJMT8fLN95pFQo8rGoRfcogxEWXyeN6IFZJFpCeW5WhUYHf/or7+Gbm2xRYzutFOFyO7o/m2vgzcHs="; $options)))
ALERT($key.decrypt($public.encrypt("Grüße"; $options); $options).result)

// A text as JSON Web Tokens have it, on a curve
$key:=4D.CryptoKey.new({type: "ECDSA"; curve: "prime256v1"})
$options:={hash: "SHA256"; encoding: "Base64URL"}
$signature:=$key.sign("header.payload"; $options)
ALERT(String(Length($signature))+" "+String($key.verify("header.payload"; $signature; $options).success)+" "+$key.curve)

// What cannot be done
Try($public.sign("hello"; $options))
ALERT(Last errors[0].message)
Try($key.encrypt("hello"; $options))
ALERT(Last errors[0].message)
Try(4D.CryptoKey.new({type: "PEM"; pem: "no key"}))
ALERT(Last errors[0].message)
ALERT($public.decrypt("AAAA"; {}).errors[0].message)

// out: 1024 PEM True True
// out: True True
// out: False False
// out: True
// out: {"success":true,"result":"secret"}
// out: Grüße
// out: 86 True prime256v1
// out: 4D.CryptoKey: signing needs the private key.
// out: 4D.CryptoKey: keys of curves sign only; encryption needs an RSA key.
// out: 4D.CryptoKey: the PEM text holds no RSA key, and none of the curves prime256v1, secp384r1 and secp521r1.
// out: 4D.CryptoKey: decryption needs the private key.
