//! Key pairs: RSA, and the curves that 4D names; what RustCrypto offers, behind one interface.
//!
//! A pair may lack its private half. Signatures by curves are `r` and `s` side by side, as JSON Web Tokens have them.

use four_runtime::{Error, Res};
use p256::elliptic_curve::common::getrandom::SysRng;
use rsa::pkcs1::{DecodeRsaPrivateKey, DecodeRsaPublicKey, EncodeRsaPrivateKey, EncodeRsaPublicKey};
use rsa::pkcs8::{DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey, LineEnding};
use rsa::sha2::{Digest, Sha224, Sha256, Sha384, Sha512};
use rsa::traits::PublicKeyParts;

/// The digests that keys are used with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

/// Runs code with the digest type `$digest` that a [`Hash`] stands for.
macro_rules! with_digest {
    ($hash:expr, $digest:ident => $run:expr) => {
        match $hash {
            Hash::Sha224 => {
                type $digest = Sha224;
                $run
            }
            Hash::Sha256 => {
                type $digest = Sha256;
                $run
            }
            Hash::Sha384 => {
                type $digest = Sha384;
                $run
            }
            Hash::Sha512 => {
                type $digest = Sha512;
                $run
            }
        }
    };
}

/// A pair on a curve.
pub trait Curve: Send + Sync {
    /// Its name in OpenSSL: `prime256v1`.
    fn name(&self) -> &'static str;
    /// A signature of a digest; nothing without private key.
    fn sign(&self, digest: &[u8]) -> Option<Vec<u8>>;
    /// Whether a signature belongs to a digest.
    fn verify(&self, digest: &[u8], signature: &[u8]) -> bool;
    /// The private key as PEM; empty without.
    fn private_pem(&self) -> String;
    /// The public key as PEM.
    fn public_pem(&self) -> String;
}

/// A key pair.
pub enum Pair {
    /// RSA, the private half where it is known.
    Rsa(Option<Box<rsa::PrivateKey>>, Box<rsa::PublicKey>),
    /// ECDSA.
    Curve(Box<dyn Curve>),
}

/// A digest as long as the numbers of a curve at least: a shorter one stands for the same number with zeros before it.
fn filled(digest: &[u8], size: usize) -> Vec<u8> {
    let mut filled = vec![0; size.saturating_sub(digest.len())];
    filled.extend_from_slice(digest);
    filled
}

macro_rules! curve {
    ($module:ident, $krate:ident, $name:literal, $size:literal) => {
        mod $module {
            use super::{Curve, filled};
            use $krate::ecdsa::signature::hazmat::{PrehashSigner, PrehashVerifier};
            use $krate::ecdsa::{Signature, SigningKey, VerifyingKey};
            use $krate::elliptic_curve::Generate;
            use $krate::pkcs8::{
                DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey, LineEnding,
            };
            use $krate::{PublicKey, SecretKey};

            pub struct Key {
                secret: Option<SecretKey>,
                public: PublicKey,
            }

            impl Key {
                fn of(secret: SecretKey) -> Box<dyn Curve> {
                    Box::new(Key { public: secret.public_key(), secret: Some(secret) })
                }

                pub fn generate() -> Option<Box<dyn Curve>> {
                    SecretKey::try_generate().ok().map(Key::of)
                }

                pub fn read(pem: &str) -> Option<Box<dyn Curve>> {
                    let secret =
                        SecretKey::from_pkcs8_pem(pem).ok().or_else(|| SecretKey::from_sec1_pem(pem).ok());
                    if let Some(secret) = secret {
                        return Some(Key::of(secret));
                    }
                    let public = PublicKey::from_public_key_pem(pem).ok()?;
                    Some(Box::new(Key { secret: None, public }))
                }
            }

            impl Curve for Key {
                fn name(&self) -> &'static str {
                    $name
                }
                fn sign(&self, digest: &[u8]) -> Option<Vec<u8>> {
                    let key = SigningKey::from(self.secret.as_ref()?);
                    let signature: Signature = key.sign_prehash(&filled(digest, $size)).ok()?;
                    Some(signature.to_bytes().to_vec())
                }
                fn verify(&self, digest: &[u8], signature: &[u8]) -> bool {
                    let key = VerifyingKey::from(&self.public);
                    Signature::from_slice(signature)
                        .is_ok_and(|signature| key.verify_prehash(&filled(digest, $size), &signature).is_ok())
                }
                fn private_pem(&self) -> String {
                    let pem = self.secret.as_ref().and_then(|key| key.to_pkcs8_pem(LineEnding::LF).ok());
                    pem.map(|pem| pem.to_string()).unwrap_or_default()
                }
                fn public_pem(&self) -> String {
                    self.public.to_public_key_pem(LineEnding::LF).unwrap_or_default()
                }
            }
        }
    };
}

curve!(on_p256, p256, "prime256v1", 32);
curve!(on_p384, p384, "secp384r1", 48);
curve!(on_p521, p521, "secp521r1", 66);

fn failed(what: &str) -> Box<Error> {
    Error::new(-10519, format!("4D.CryptoKey: {what}."))
}

impl Pair {
    /// A new RSA pair.
    ///
    /// # Errors
    /// When the size is none of 1024 to 8192 bits.
    pub fn rsa(bits: usize) -> Res<Pair> {
        let range = rsa::PublicKey::MIN_SIZE..=rsa::PublicKey::MAX_SIZE;
        if !range.contains(&bits) {
            return Err(failed("the size of an RSA key is 1024 to 8192 bits"));
        }
        let private = rsa::PrivateKey::new(&mut SysRng, bits);
        let private = private.map_err(|error| failed(&format!("no key could be made: {error}")))?;
        Ok(Pair::Rsa(Some(Box::new(private.clone())), Box::new(private.to_public_key())))
    }

    /// A new pair on a curve, by its name in OpenSSL or in the standards.
    ///
    /// # Errors
    /// When there is no such curve.
    pub fn curve(name: &str) -> Res<Pair> {
        let made = match name.to_ascii_lowercase().as_str() {
            "prime256v1" | "secp256r1" | "p-256" => on_p256::Key::generate(),
            "secp384r1" | "p-384" => on_p384::Key::generate(),
            "secp521r1" | "p-521" => on_p521::Key::generate(),
            _ => {
                let message = format!(
                    "there is no curve \"{name}\": use \"prime256v1\", \"secp384r1\" or \"secp521r1\""
                );
                return Err(failed(&message));
            }
        };
        made.map(Pair::Curve).ok_or_else(|| failed("the system gives no random numbers"))
    }

    /// A private or public key in PEM: PKCS#8, PKCS#1, SEC1 and public keys of X.509.
    ///
    /// # Errors
    /// When the text holds none of them.
    pub fn read(pem: &str) -> Res<Pair> {
        let pem = pem.replace("\r\n", "\n").replace('\r', "\n");
        let pem = pem.trim();
        let private =
            rsa::PrivateKey::from_pkcs8_pem(pem).ok().or_else(|| rsa::PrivateKey::from_pkcs1_pem(pem).ok());
        if let Some(private) = private {
            let public = private.to_public_key();
            return Ok(Pair::Rsa(Some(Box::new(private)), Box::new(public)));
        }
        let public = rsa::PublicKey::from_public_key_pem(pem)
            .ok()
            .or_else(|| rsa::PublicKey::from_pkcs1_pem(pem).ok());
        if let Some(public) = public {
            return Ok(Pair::Rsa(None, Box::new(public)));
        }
        let curve =
            on_p256::Key::read(pem).or_else(|| on_p384::Key::read(pem)).or_else(|| on_p521::Key::read(pem));
        curve.map(Pair::Curve).ok_or_else(|| {
            failed(
                "the PEM text holds no RSA key, and none of the curves prime256v1, secp384r1 and secp521r1",
            )
        })
    }

    /// Bits of an RSA key.
    pub fn bits(&self) -> Option<usize> {
        match self {
            Pair::Rsa(_, public) => Some(public.n_bits_precision() as usize),
            Pair::Curve(_) => None,
        }
    }

    /// Name of the curve.
    pub fn curve_name(&self) -> Option<&'static str> {
        match self {
            Pair::Rsa(..) => None,
            Pair::Curve(curve) => Some(curve.name()),
        }
    }

    /// The private key as PEM (PKCS#8); empty without.
    pub fn private_pem(&self) -> String {
        match self {
            Pair::Rsa(private, _) => {
                let pem = private.as_ref().and_then(|key| key.to_pkcs8_pem(LineEnding::LF).ok());
                pem.map(|pem| pem.to_string()).unwrap_or_default()
            }
            Pair::Curve(curve) => curve.private_pem(),
        }
    }

    /// The public key as PEM.
    pub fn public_pem(&self) -> String {
        match self {
            Pair::Rsa(_, public) => public.to_public_key_pem(LineEnding::LF).unwrap_or_default(),
            Pair::Curve(curve) => curve.public_pem(),
        }
    }

    /// The RSA keys as PEM in PKCS#1, private and public; empty without.
    pub fn pkcs1_pem(&self) -> (String, String) {
        let Pair::Rsa(private, public) = self else { return Default::default() };
        let private = private.as_ref().and_then(|key| key.to_pkcs1_pem(LineEnding::LF).ok());
        let public = public.to_pkcs1_pem(LineEnding::LF).unwrap_or_default();
        (private.map(|pem| pem.to_string()).unwrap_or_default(), public)
    }

    /// Signs a message: RSASSA-PKCS1-v1.5, or PSS; ECDSA on curves.
    ///
    /// # Errors
    /// Without private key.
    pub fn sign(&self, message: &[u8], hash: Hash, pss: bool) -> Res<Vec<u8>> {
        let no_key = || failed("signing needs the private key");
        with_digest!(hash, D => match self {
            Pair::Rsa(private, _) => {
                let key = private.as_ref().ok_or_else(no_key)?;
                let signed = if pss { key.pss_sign::<D>(message) } else { key.pkcs1v15_sign::<D>(message) };
                signed.map_err(|error| failed(&format!("the message cannot be signed: {error}")))
            }
            Pair::Curve(curve) => curve.sign(&D::digest(message)).ok_or_else(no_key),
        })
    }

    /// Whether a signature belongs to a message.
    pub fn verify(&self, message: &[u8], signature: &[u8], hash: Hash, pss: bool) -> bool {
        with_digest!(hash, D => match self {
            Pair::Rsa(_, public) if pss => public.pss_verify::<D>(message, signature).is_ok(),
            Pair::Rsa(_, public) => public.pkcs1v15_verify::<D>(message, signature).is_ok(),
            Pair::Curve(curve) => curve.verify(&D::digest(message), signature),
        })
    }

    /// Encrypts by RSA-OAEP.
    ///
    /// # Errors
    /// When the key is none of RSA, or the message too long for it.
    pub fn encrypt(&self, message: &[u8], hash: Hash) -> Res<Vec<u8>> {
        let Pair::Rsa(_, public) = self else {
            return Err(failed("keys of curves sign only; encryption needs an RSA key"));
        };
        with_digest!(hash, D => public.oaep_encrypt::<D>(message))
            .map_err(|error| failed(&format!("the message cannot be encrypted: {error}")))
    }

    /// Decrypts by RSA-OAEP; the error says why not.
    pub fn decrypt(&self, message: &[u8], hash: Hash) -> Result<Vec<u8>, Box<Error>> {
        let Pair::Rsa(private, _) = self else {
            return Err(failed("keys of curves sign only; decryption needs an RSA key"));
        };
        let private = private.as_ref().ok_or_else(|| failed("decryption needs the private key"))?;
        with_digest!(hash, D => private.oaep_decrypt::<D>(message))
            .map_err(|_| failed("the message was not encrypted for this key and digest"))
    }
}
