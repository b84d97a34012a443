//! `Uppercase` and `Lowercase`: accents go by default and stay with `*`.
//!
//! Stripping drops the marks of the canonical decomposition, so letters that do not decompose (ø, đ) stay.
//! Case follows the simple and special mappings of Unicode without language rules: ß becomes SS.
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

/// What to do with the letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// `Uppercase`.
    Upper,
    /// `Lowercase`.
    Lower,
}

/// The case changed on an ASCII text (`commands/uppercase`, `commands/lowercase`).
pub fn change_ascii(text: &str, case: Case) -> String {
    match case {
        Case::Upper => text.to_ascii_uppercase(),
        Case::Lower => text.to_ascii_lowercase(),
    }
}

/// The case changed on UTF-16 units; accents are stripped unless `keep_accents` (the `*` of
/// `commands/uppercase`). Lone surrogates pass through.
pub fn change_wide(units: &[u16], case: Case, keep_accents: bool) -> Vec<u16> {
    if units.iter().all(|unit| *unit < 0x80) {
        let byte = |unit: &u16| match case {
            Case::Upper => (*unit as u8).to_ascii_uppercase(),
            Case::Lower => (*unit as u8).to_ascii_lowercase(),
        };
        return units.iter().map(|unit| u16::from(byte(unit))).collect();
    }
    let mut out = Vec::with_capacity(units.len() + 4);
    let mut run = String::new();
    for read in char::decode_utf16(units.iter().copied()) {
        match read {
            Ok(c) => run.push(c),
            Err(lone) => {
                flush(&mut run, case, keep_accents, &mut out);
                out.push(lone.unpaired_surrogate());
            }
        }
    }
    flush(&mut run, case, keep_accents, &mut out);
    out
}

fn flush(run: &mut String, case: Case, keep_accents: bool, out: &mut Vec<u16>) {
    let changed = match case {
        Case::Upper => run.to_uppercase(),
        Case::Lower => run.to_lowercase(),
    };
    if keep_accents {
        out.extend(changed.encode_utf16());
    } else {
        let apart = DecomposingNormalizerBorrowed::new_nfd().normalize(&changed);
        let bare: String = apart.chars().filter(|c| !is_accent(*c)).collect();
        // What is left of other scripts (Hangul) goes together again.
        out.extend(ComposingNormalizerBorrowed::new_nfc().normalize(&bare).encode_utf16());
    }
    run.clear();
}

/// Marks of Latin, Greek and Cyrillic letters; those of other scripts are part of the spelling.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn change(text: &str, case: Case, keep: bool) -> String {
        String::from_utf16_lossy(&change_wide(&text.encode_utf16().collect::<Vec<_>>(), case, keep))
    }

    #[test]
    fn documented_cases() {
        assert_eq!(change("hé", Case::Upper, false), "HE");
        assert_eq!(change("hé", Case::Upper, true), "HÉ");
        assert_eq!(change("été", Case::Upper, false), "ETE");
        assert_eq!(change("ÉTÉ", Case::Lower, true), "été");
        assert_eq!(change("ÀÇÑ", Case::Lower, false), "acn");
        assert_eq!(change("straße æ", Case::Upper, false), "STRASSE Æ");
        assert_eq!(change("한국 がぎ", Case::Upper, false), "한국 がぎ");
        assert_eq!(change("ǅ \u{10428}", Case::Upper, true), "Ǆ \u{10400}");
        assert_eq!(change_ascii("aBc1", Case::Upper), "ABC1");
        assert_eq!(
            change_wide(&[0xD800, 0x61, 0xE9, 0xDC00], Case::Upper, false),
            [0xD800, 0x41, 0x45, 0xDC00]
        );
    }

    proptest! {
        #[test]
        fn ascii_forms_agree(text in "[\x00-\x7f]{0,20}") {
            for case in [Case::Upper, Case::Lower] {
                prop_assert_eq!(change(&text, case, false), change_ascii(&text, case));
                prop_assert_eq!(change(&text, case, true), change_ascii(&text, case));
            }
        }

        #[test]
        fn any_units(units: Vec<u16>, keep: bool) {
            change_wide(&units, Case::Upper, keep);
            change_wide(&units, Case::Lower, keep);
        }
    }
}
