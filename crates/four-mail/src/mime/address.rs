//! Addresses, as email objects have them in texts.

/// Somebody who sends or receives mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// Name to show.
    pub name: String,
    /// Mailbox.
    pub email: String,
}

/// The addresses of a text: separated by commas or semicolons, each one `email`, `name email` or `name <email>`.
pub fn addresses(text: &str) -> Vec<Address> {
    let mut found = Vec::new();
    let (mut quoted, mut angled, mut start) = (false, false, 0);
    for (at, c) in text.char_indices().chain([(text.len(), ',')]) {
        match c {
            _ if at == text.len() => {}
            '"' => quoted = !quoted,
            '<' if !quoted => angled = true,
            '>' if !quoted => angled = false,
            _ => {}
        }
        if at == text.len() || (matches!(c, ',' | ';') && !quoted && !angled) {
            found.extend(address(&text[start..at]));
            start = (at + 1).min(text.len());
        }
    }
    found
}

fn address(text: &str) -> Option<Address> {
    let text = text.trim();
    let (name, email) = match text.split_once('<') {
        Some((name, rest)) => (name, rest.split('>').next().unwrap_or(rest)),
        // The last word is the mailbox, if it looks like one.
        None => match text.rsplit_once(char::is_whitespace) {
            Some((name, email)) if email.contains('@') => (name, email),
            _ => ("", text),
        },
    };
    let name = name.trim().trim_matches('"').replace("\\\"", "\"");
    let email = email.trim().to_string();
    (!email.is_empty()).then_some(Address { name, email })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        addresses(text).into_iter().map(|address| format!("{}|{}", address.name, address.email)).collect()
    }

    #[test]
    fn every_documented_form_is_read() {
        assert_eq!(shown("somebody@domain.com"), ["|somebody@domain.com"]);
        assert_eq!(shown("Somebody somebody@domain.com"), ["Somebody|somebody@domain.com"]);
        assert_eq!(shown("Some Body <a@b.c>, me@home.org"), ["Some Body|a@b.c", "|me@home.org"]);
        assert_eq!(shown("\"Body, Some\" <a@b.c>;x@y.z"), ["Body, Some|a@b.c", "|x@y.z"]);
        assert_eq!(shown(" , ;"), [""; 0]);
    }
}
