//! Commands on RSA keys: pairs, encrypted blobs and requests for certificates (themes Secured Protocol and BLOB).

use four_runtime::registry::InOut;
use four_runtime::{Error, Res, commands};
use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, PKCS_RSA_SHA256};

use super::pair::Pair;
use super::sealed;
use crate::args::{Bytes, Elements, check_size};
use crate::blob::bytes_mut;

/// Bits of a key when the program names none, and the fewest that a key is made of.
const DEFAULT_BITS: i32 = 2048;
const FEWEST_BITS: i32 = 1024;
const MOST_BITS: i32 = 8192;

commands! { pub static PROTOCOL: "Secured Protocol";
    /// Makes a pair of RSA keys, as texts in PEM (PKCS#1): of 2048 bits, or of a length (`commands/generate-encryption-keypair`).
    /// Shorter keys than 1024 bits can be broken and are made with 1024; more than 8192 are an error.
    ///
    /// ```4d
    /// var $private; $public : Blob
    /// GENERATE ENCRYPTION KEYPAIR($private; $public; 1024)
    /// ASSERT(BLOB to text($private; UTF8 text without length)="-----BEGIN RSA PRIVATE KEY-----@")
    /// ASSERT(BLOB to text($public; UTF8 text without length)="-----BEGIN RSA PUBLIC KEY-----@")
    /// ```
    "GENERATE ENCRYPTION KEYPAIR" 688 fn generate_encryption_keypair(_host, priv_key: InOut, pub_key: InOut, length: Option<i32>) {
        let bits = length.unwrap_or(DEFAULT_BITS).max(FEWEST_BITS);
        if bits > MOST_BITS {
            return Err(Error::new(54, format!("The argument length must be at most {MOST_BITS} bits; this is {bits}.")));
        }
        let (private, public) = Pair::rsa(bits as usize)?.pkcs1_pem();
        *bytes_mut(priv_key.0)? = private.into_bytes();
        *bytes_mut(pub_key.0)? = public.into_bytes();
        Ok(())
    }

    /// Makes a request for a certificate (PKCS#10, in PEM) for a private key of at least 2048 bits. The codes tell what the
    /// names are: 13 common name, 14 country, 15 locality, 16 state or province, 17 organization, 18 organizational unit
    /// (`commands/generate-certificate-request`).
    ///
    /// ```4d
    /// var $private; $public; $request : Blob
    /// GENERATE ENCRYPTION KEYPAIR($private; $public)
    /// ARRAY LONGINT($codes; 2)
    /// ARRAY TEXT($names; 2)
    /// $codes{1}:=13
    /// $names{1}:="www.example.com"
    /// $codes{2}:=14
    /// $names{2}:="US"
    /// GENERATE CERTIFICATE REQUEST($private; $request; $codes; $names)
    /// ASSERT(BLOB to text($request; UTF8 text without length)="-----BEGIN CERTIFICATE REQUEST-----@")
    /// ```
    "GENERATE CERTIFICATE REQUEST" 691 fn generate_certificate_request(
        _host, priv_key: Bytes, certif_request: InOut, code_array: Elements, name_array: Elements
    ) {
        let mut names = DistinguishedName::new();
        for at in 1..=code_array.0.len().min(name_array.0.len()) {
            let code = code_array.0.get(at).and_then(|code| code.as_number()).unwrap_or(0.0) as i32;
            let kind = match code {
                13 => DnType::CommonName,
                14 => DnType::CountryName,
                15 => DnType::LocalityName,
                16 => DnType::StateOrProvinceName,
                17 => DnType::OrganizationName,
                18 => DnType::OrganizationalUnitName,
                other => return Err(Error::new(54, format!("There is no code {other} for a name in a certificate: they go from 13 to 18."))),
            };
            let name = name_array.0.get(at).unwrap_or_default().as_text().map(ToString::to_string).unwrap_or_default();
            if !name.is_empty() {
                names.push(kind, name);
            }
        }
        let failed = |error: rcgen::Error| Error::new(-10519, format!("The certificate request cannot be made: {error}."));
        let private = pair(priv_key.0)?.private_pem();
        let key = KeyPair::from_pkcs8_pem_and_sign_algo(&private, &PKCS_RSA_SHA256).map_err(|error| {
            failed(error).with_help("it takes the private RSA key, of at least 2048 bits, that GENERATE ENCRYPTION KEYPAIR made")
        })?;
        let mut request = CertificateParams::default();
        request.distinguished_name = names;
        let request = request.serialize_request(&key).and_then(|request| request.pem()).map_err(failed)?;
        *bytes_mut(certif_request.0)? = request.into_bytes();
        Ok(())
    }
}

commands! { pub static BLOBS: "BLOB";
    /// Encrypts a blob with the sender's private key, so that it can be read with the sender's public key and nobody else
    /// can have made it; with the recipient's public key, only the recipient can read it (`commands/encrypt-blob`). The form
    /// is four's own.
    ///
    /// ```4d
    /// var $blob; $private; $public : Blob
    /// GENERATE ENCRYPTION KEYPAIR($private; $public; 1024)
    /// TEXT TO BLOB("Hello"; $blob; UTF8 text without length)
    /// ENCRYPT BLOB($blob; $private)
    /// ASSERT(BLOB size($blob)>5)
    /// DECRYPT BLOB($blob; $public)
    /// ASSERT(BLOB to text($blob; UTF8 text without length)="Hello")
    /// ```
    "ENCRYPT BLOB" 689 fn encrypt_blob(host, to_encrypt: InOut, send_priv_key: Bytes, recip_pub_key: Option<Bytes>) {
        let (sender, recipient) = keys(&send_priv_key, recip_pub_key.as_ref())?;
        let blob = bytes_mut(to_encrypt.0)?;
        check_size(host, blob.len())?;
        *blob = sealed::seal(blob, &sender, recipient.as_ref())?;
        Ok(())
    }

    /// Decrypts a blob of `ENCRYPT BLOB` with the sender's public key, and the recipient's private key if it was encrypted
    /// for one. Error -10519, and the blob stays as it is, for other keys and for a blob that was changed
    /// (`commands/decrypt-blob`).
    ///
    /// ```4d
    /// var $blob; $ann; $fromAnn; $bob; $toBob : Blob
    /// GENERATE ENCRYPTION KEYPAIR($ann; $fromAnn; 1024)
    /// GENERATE ENCRYPTION KEYPAIR($bob; $toBob; 1024)
    /// TEXT TO BLOB("Hello"; $blob; UTF8 text without length)
    /// ENCRYPT BLOB($blob; $ann; $toBob)
    /// Try(DECRYPT BLOB($blob; $fromAnn))
    /// ASSERT(Last errors[0].errCode=-10519)
    /// DECRYPT BLOB($blob; $fromAnn; $bob)
    /// ASSERT(BLOB to text($blob; UTF8 text without length)="Hello")
    /// ```
    "DECRYPT BLOB" 690 fn decrypt_blob(host, to_decrypt: InOut, send_pub_key: Bytes, recip_priv_key: Option<Bytes>) {
        let (sender, recipient) = keys(&send_pub_key, recip_priv_key.as_ref())?;
        let blob = bytes_mut(to_decrypt.0)?;
        check_size(host, blob.len())?;
        *blob = sealed::open(blob, &sender, recipient.as_ref())?;
        Ok(())
    }
}

fn pair(pem: &[u8]) -> Res<Pair> {
    Pair::read(&String::from_utf8_lossy(pem))
}

fn keys(sender: &Bytes<'_>, recipient: Option<&Bytes<'_>>) -> Res<(Pair, Option<Pair>)> {
    Ok((pair(sender.0)?, recipient.map(|key| pair(key.0)).transpose()?))
}
