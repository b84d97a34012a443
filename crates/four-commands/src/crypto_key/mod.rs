//! `4D.CryptoKey`: pairs of keys that sign, verify, encrypt and decrypt (`API/CryptoKeyClass`).
//!
//! A key is a shared object; the pair beside it never changes.

pub mod commands;
mod pair;
mod sealed;

use std::rc::Rc;
use std::sync::Arc;

use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use four_runtime::class::native_class as class_value;
use four_runtime::shared::SharedObject;
use four_runtime::{Error, Object, Res, Text, Value, native_class};

use crate::functions::OBJECT;
use pair::{Hash, Pair};

/// The pair of an object, and what it was made of.
struct Key {
    pair: Pair,
    /// `RSA`, `ECDSA` or `PEM`.
    kind: &'static str,
    /// The text that it was loaded from.
    pem: Option<String>,
}

fn of(this: &Object) -> Res<Arc<Key>> {
    let key = this.shared().and_then(|shared| shared.part::<Key>());
    key.ok_or_else(|| Error::new(54, "This object is no 4D.CryptoKey."))
}

/// A text among the options; nothing without, an error for another kind of value.
fn option(options: Option<&Rc<Object>>, name: &str) -> Res<Option<String>> {
    match options.map(|options| options.get_text(&Text::from(name))).unwrap_or_default() {
        Value::Undefined | Value::Null | Value::Unassigned => Ok(None),
        Value::Text(text) => Ok(Some(text.to_string())),
        other => Err(Error::type_mismatch(&format!("the option {name} (a text)"), &other)),
    }
}

/// The option `hash`; SHA-256 without.
fn hash(options: Option<&Rc<Object>>) -> Res<Hash> {
    let Some(name) = option(options, "hash")? else { return Ok(Hash::Sha256) };
    match name.to_ascii_uppercase().replace('-', "").as_str() {
        "SHA224" => Ok(Hash::Sha224),
        "SHA256" => Ok(Hash::Sha256),
        "SHA384" => Ok(Hash::Sha384),
        "SHA512" => Ok(Hash::Sha512),
        _ => {
            let message = format!("There is no digest \"{name}\": use \"SHA256\", \"SHA384\" or \"SHA512\".");
            Err(Error::new(54, message))
        }
    }
}

fn pss(options: Option<&Rc<Object>>) -> bool {
    let found = options.map(|options| options.get_text(&Text::from("pss"))).unwrap_or_default();
    matches!(found, Value::Bool(true))
}

/// How bytes are written as text.
#[derive(Clone, Copy)]
enum Form {
    Utf8,
    Base64,
    Base64Url,
}

impl Form {
    /// The form that an option names.
    fn read(options: Option<&Rc<Object>>, name: &str, default: Form) -> Res<Form> {
        let Some(found) = option(options, name)? else { return Ok(default) };
        match found.to_ascii_lowercase().as_str() {
            "base64" => Ok(Form::Base64),
            "base64url" => Ok(Form::Base64Url),
            "utf-8" | "utf8" if matches!(default, Form::Utf8) => Ok(Form::Utf8),
            _ => {
                let message =
                    format!("The option {name} cannot be \"{found}\": use \"Base64\" or \"Base64URL\".");
                Err(Error::new(54, message))
            }
        }
    }

    fn show(self, bytes: &[u8]) -> Option<String> {
        match self {
            Form::Utf8 => String::from_utf8(bytes.to_vec()).ok(),
            Form::Base64 => Some(base64::engine::general_purpose::STANDARD.encode(bytes)),
            Form::Base64Url => Some(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)),
        }
    }

    /// The bytes of a text; line ends and missing padding do no harm.
    fn bytes(self, text: &str) -> Option<Vec<u8>> {
        let alphabet = match self {
            Form::Utf8 => return Some(text.as_bytes().to_vec()),
            Form::Base64 => &base64::alphabet::STANDARD,
            Form::Base64Url => &base64::alphabet::URL_SAFE,
        };
        let lax = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
        let text: String = text.chars().filter(|sign| !sign.is_ascii_whitespace()).collect();
        GeneralPurpose::new(alphabet, lax).decode(text).ok()
    }
}

/// The bytes of a message: a text as UTF-8, or a blob.
fn message(value: &Value) -> Res<Vec<u8>> {
    match value {
        Value::Text(text) => Ok(text.to_str().as_bytes().to_vec()),
        Value::Blob(bytes) => Ok(bytes.to_vec()),
        other => Err(Error::type_mismatch("a message (a text or blob)", other)),
    }
}

/// A status: `success`, and `errors` when there was one.
fn status(error: Option<Box<Error>>) -> Object {
    let status = Object::from_pairs([("success", Value::Bool(error.is_none()))]);
    if let Some(error) = error {
        let entry = Object::from_pairs([
            ("errCode", Value::Int(error.code)),
            ("message", Value::from(error.message.as_str())),
            ("componentSignature", Value::from("4DRT")),
        ]);
        status.set_text(&Text::from("errors"), Value::from(vec![Value::from(entry)]));
    }
    status
}

native_class! {
    /// A pair of keys, or a public key.
    pub static CRYPTO_KEY: "CryptoKey" extends OBJECT;
    = new(_host, settings: &Rc<Object>) -> Object {
        let (given, settings) = (settings, Some(settings));
        let kind = option(settings, "type")?.unwrap_or_default();
        let (kind, pair, pem) = match kind.to_ascii_uppercase().as_str() {
            "RSA" => {
                let bits = match given.get_text(&Text::from("size")) {
                    Value::Undefined | Value::Null => 2048.0,
                    other => other.as_number().ok_or_else(|| Error::type_mismatch("the size of a key in bits", &other))?,
                };
                ("RSA", Pair::rsa(bits as usize)?, None)
            }
            "ECDSA" => ("ECDSA", Pair::curve(&option(settings, "curve")?.unwrap_or("prime256v1".into()))?, None),
            "PEM" => {
                let pem = option(settings, "pem")?.ok_or_else(|| Error::new(54, "The setting pem of a key is missing."))?;
                ("PEM", Pair::read(&pem)?, Some(pem))
            }
            _ => {
                let message = format!("There is no type \"{kind}\" of keys: use \"RSA\", \"ECDSA\" or \"PEM\".");
                return Err(Error::new(54, message));
            }
        };
        Ok(Object::stand_in(SharedObject::with_part(class_value(&CRYPTO_KEY), Arc::new(Key { pair, kind, pem }))))
    }

    /// The name of the curve of an ECDSA key: `prime256v1`, `secp384r1`, `secp521r1` (`API/CryptoKeyClass`).
    ///
    /// ```4d
    /// ASSERT(4D.CryptoKey.new({type: "ECDSA"; curve: "secp384r1"}).curve="secp384r1")
    /// ```
    get curve(_host, this: &Rc<Object>) -> Value {
        Ok(of(this)?.pair.curve_name().map(Value::from).unwrap_or_default())
    }

    /// The PEM text that the key was loaded from (`API/CryptoKeyClass`).
    get pem(_host, this: &Rc<Object>) -> Value {
        Ok(of(this)?.pem.as_deref().map(Value::from).unwrap_or_default())
    }

    /// Bits of an RSA key (`API/CryptoKeyClass`).
    get size(_host, this: &Rc<Object>) -> Value {
        Ok(of(this)?.pair.bits().map(Value::from).unwrap_or_default())
    }

    /// The type that the key was made with: `RSA`, `ECDSA`, `PEM` (`API/CryptoKeyClass`).
    get type(_host, this: &Rc<Object>) -> Text {
        Ok(Text::from(of(this)?.kind))
    }

    /// Decrypts a message by RSA-OAEP with the private key. Options: `hash` (`SHA256`), `encodingEncrypted` (`Base64`),
    /// `encodingDecrypted` (`UTF-8`). Gives `success`, `result`, `errors` (`API/CryptoKeyClass`).
    ///
    /// ```4d
    /// var $key : 4D.CryptoKey:=4D.CryptoKey.new({type: "RSA"; size: 1024})
    /// ASSERT($key.decrypt($key.encrypt("hello"; {hash: "SHA256"}); {hash: "SHA256"}).result="hello")
    /// ASSERT(Not($key.decrypt("nonsense"; {hash: "SHA256"}).success))
    /// ```
    fn decrypt(_host, this: &Rc<Object>, message: &Text, options: Option<&Rc<Object>>) -> Object {
        let hash = hash(options)?;
        let from = Form::read(options, "encodingEncrypted", Form::Base64)?;
        let to = Form::read(options, "encodingDecrypted", Form::Utf8)?;
        let unreadable = |what: &str| Error::new(-10519, format!("4D.CryptoKey: the {what}."));
        let decrypted = from.bytes(&message.to_str()).ok_or_else(|| unreadable("message is no Base64"));
        let decrypted = decrypted.and_then(|bytes| of(this)?.pair.decrypt(&bytes, hash));
        let shown = decrypted.and_then(|bytes| to.show(&bytes).ok_or_else(|| unreadable("decrypted message is no UTF-8")));
        match shown {
            Ok(text) => {
                let status = status(None);
                status.set_text(&Text::from("result"), Value::from(text.as_str()));
                Ok(status)
            }
            Err(error) => Ok(status(Some(error))),
        }
    }

    /// Encrypts a message by RSA-OAEP with the public key; options as for `decrypt` (`API/CryptoKeyClass`).
    fn encrypt(_host, this: &Rc<Object>, message: &Text, options: Option<&Rc<Object>>) -> String {
        let hash = hash(options)?;
        let from = Form::read(options, "encodingDecrypted", Form::Utf8)?;
        let to = Form::read(options, "encodingEncrypted", Form::Base64)?;
        let bytes = from.bytes(&message.to_str());
        let bytes = bytes.ok_or_else(|| Error::new(-10519, "4D.CryptoKey: the message is no Base64."))?;
        Ok(to.show(&of(this)?.pair.encrypt(&bytes, hash)?).unwrap_or_default())
    }

    /// The private key as PEM; empty when only the public one is known (`API/CryptoKeyClass`).
    ///
    /// ```4d
    /// var $key : 4D.CryptoKey:=4D.CryptoKey.new({type: "ECDSA"})
    /// ASSERT($key.getPrivateKey()="-----BEGIN PRIVATE KEY-----@")
    /// ASSERT(4D.CryptoKey.new({type: "PEM"; pem: $key.getPublicKey()}).getPrivateKey()="")
    /// ```
    fn getPrivateKey(_host, this: &Rc<Object>) -> String { Ok(of(this)?.pair.private_pem()) }

    /// The public key as PEM (`API/CryptoKeyClass`).
    fn getPublicKey(_host, this: &Rc<Object>) -> String { Ok(of(this)?.pair.public_pem()) }

    /// Signs a text (as UTF-8) or blob with the private key. Options: `hash` (`SHA256`), `pss` for RSA, `encoding`
    /// (`Base64`, `Base64URL`) (`API/CryptoKeyClass`).
    ///
    /// ```4d
    /// var $key : 4D.CryptoKey:=4D.CryptoKey.new({type: "ECDSA"; curve: "prime256v1"})
    /// var $signature : Text:=$key.sign("hello world"; {hash: "SHA256"; encoding: "Base64URL"})
    /// ASSERT(Length($signature)=86)
    /// ASSERT($key.verify("hello world"; $signature; {hash: "SHA256"; encoding: "Base64URL"}).success)
    /// ```
    fn sign(_host, this: &Rc<Object>, message_to_sign: &Value, options: Option<&Rc<Object>>) -> String {
        let to = Form::read(options, "encoding", Form::Base64)?;
        let signed = of(this)?.pair.sign(&message(message_to_sign)?, hash(options)?, pss(options))?;
        Ok(to.show(&signed).unwrap_or_default())
    }

    /// Whether a signature belongs to a text or blob, by the public key; options as for `sign`. Gives `success` and
    /// `errors` (`API/CryptoKeyClass`).
    ///
    /// ```4d
    /// var $key : 4D.CryptoKey:=4D.CryptoKey.new({type: "RSA"; size: 1024})
    /// var $public : 4D.CryptoKey:=4D.CryptoKey.new({type: "PEM"; pem: $key.getPublicKey()})
    /// var $options : Object:={hash: "SHA256"; pss: True}
    /// ASSERT($public.verify("hello"; $key.sign("hello"; $options); $options).success)
    /// ASSERT(Not($public.verify("hallo"; $key.sign("hello"; $options); $options).success))
    /// ```
    fn verify(_host, this: &Rc<Object>, message_signed: &Value, signature: &Text, options: Option<&Rc<Object>>) -> Object {
        let from = Form::read(options, "encoding", Form::Base64)?;
        let (hash, message) = (hash(options)?, message(message_signed)?);
        let key = of(this)?;
        let right = from
            .bytes(&signature.to_str())
            .is_some_and(|signature| key.pair.verify(&message, &signature, hash, pss(options)));
        let wrong = || Error::new(-10519, "4D.CryptoKey: the signature does not belong to this message, key and digest.");
        Ok(status((!right).then(wrong)))
    }
}
