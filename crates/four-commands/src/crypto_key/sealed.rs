//! Blobs that are encrypted with RSA keys, in a form of four's own; 4D's is not documented.
//!
//! A blob is `MARK`, a kind, a nonce, for a recipient a secret under that key (OAEP), the content under AES-256-GCM, and at the
//! end the sender's signature (PSS) over all before it. The key of the content is derived from the sender's public key, so
//! that who holds it can read, and from the secret, so that only the recipient can.

use four_runtime::{Error, Res};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::hkdf;
use ring::rand::{SecureRandom, SystemRandom};

use super::pair::{Hash, Pair};

const MARK: &[u8; 8] = b"four\x00rsa";
const NONCE: usize = 12;
const SECRET: usize = 32;

/// The error for a blob that cannot be opened.
#[cold]
fn damaged() -> Box<Error> {
    let error = Error::new(-10519, "The blob was not encrypted for these keys, or it was changed.");
    error.with_help("DECRYPT BLOB needs the sender's public key, and the recipient's private key if the blob was encrypted for one")
}

/// Encrypts with the sender's private key, and for a recipient if there is one.
///
/// # Errors
/// When a key is none of RSA, or the sender's has no private half.
pub fn seal(content: &[u8], sender: &Pair, recipient: Option<&Pair>) -> Res<Vec<u8>> {
    let mut random = [0; NONCE + SECRET];
    let no_random = |_| Error::new(-10519, "The system gives no random numbers.");
    SystemRandom::new().fill(&mut random).map_err(no_random)?;
    let (nonce, secret) = random.split_at(NONCE);
    let secret = if recipient.is_some() { secret } else { &[] };
    let mut blob = [&MARK[..], &[u8::from(recipient.is_some())], nonce].concat();
    if let Some(recipient) = recipient {
        let wrapped = recipient.encrypt(secret, Hash::Sha256)?;
        blob.extend((wrapped.len() as u16).to_le_bytes());
        blob.extend(wrapped);
    }
    let mut sealed = content.to_vec();
    let key = key(sender, nonce, secret)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| damaged())?;
    key.seal_in_place_append_tag(nonce, Aad::from(&blob), &mut sealed).map_err(|_| damaged())?;
    blob.append(&mut sealed);
    let signature = sender.sign(&blob, Hash::Sha256, true)?;
    blob.extend(signature);
    Ok(blob)
}

/// Decrypts what [`seal`] made.
///
/// # Errors
/// -10519 for other keys, and for a blob that was changed or is none.
pub fn open(blob: &[u8], sender: &Pair, recipient: Option<&Pair>) -> Res<Vec<u8>> {
    let signature = sender.bits().ok_or_else(damaged)?.div_ceil(8);
    let (signed, signature) =
        blob.split_at_checked(blob.len().saturating_sub(signature)).ok_or_else(damaged)?;
    if !sender.verify(signed, signature, Hash::Sha256, true) {
        return Err(damaged());
    }
    let mut rest = signed.strip_prefix(MARK).ok_or_else(damaged)?;
    let mut take = |count: usize| -> Res<&[u8]> {
        let (part, after) = rest.split_at_checked(count).ok_or_else(damaged)?;
        rest = after;
        Ok(part)
    };
    let for_recipient = take(1)? != [0];
    let nonce = take(NONCE)?;
    let mut secret = Vec::new();
    if for_recipient {
        let length = take(2)?;
        let wrapped = take(usize::from(u16::from_le_bytes([length[0], length[1]])))?;
        let recipient = recipient.ok_or_else(damaged)?;
        secret = recipient.decrypt(wrapped, Hash::Sha256).map_err(|_| damaged())?;
    }
    let head = &signed[..signed.len() - rest.len()];
    let mut content = rest.to_vec();
    let key = key(sender, nonce, &secret)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| damaged())?;
    let length = key.open_in_place(nonce, Aad::from(head), &mut content).map_err(|_| damaged())?.len();
    content.truncate(length);
    Ok(content)
}

/// The key of a content.
fn key(sender: &Pair, nonce: &[u8], secret: &[u8]) -> Res<LessSafeKey> {
    let public = sender.public_pem();
    let material = [public.as_bytes(), secret].concat();
    let extracted = hkdf::Salt::new(hkdf::HKDF_SHA256, nonce).extract(&material);
    let okm = extracted.expand(&[MARK], &AES_256_GCM).map_err(|_| damaged())?;
    Ok(LessSafeKey::new(UnboundKey::from(okm)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public(pair: &Pair) -> Pair {
        Pair::read(&pair.public_pem()).expect("a public key")
    }

    #[test]
    fn only_the_right_keys_open_a_blob_and_no_byte_may_change() {
        let [ann, bob, eve] = [(); 3].map(|()| Pair::rsa(1024).expect("a pair"));
        for recipient in [None, Some(&bob)] {
            let sealed = seal(b"Hello", &ann, recipient.map(public).as_ref()).expect("sealed");
            assert_eq!(open(&sealed, &public(&ann), recipient).expect("opened"), b"Hello");
            assert!(open(&sealed, &public(&eve), recipient).is_err());
            if recipient.is_some() {
                assert!(open(&sealed, &public(&ann), None).is_err());
                assert!(open(&sealed, &public(&ann), Some(&eve)).is_err());
            }
            for at in 0..sealed.len() {
                let mut changed = sealed.clone();
                changed[at] ^= 1;
                assert!(open(&changed, &public(&ann), recipient).is_err(), "byte {at}");
            }
            for length in 0..sealed.len() {
                assert!(open(&sealed[..length], &public(&ann), recipient).is_err(), "{length} bytes");
            }
        }
        assert!(seal(b"Hello", &public(&ann), None).is_err());
    }
}
