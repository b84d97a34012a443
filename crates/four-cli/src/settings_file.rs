//! The web settings in a project's `settings.4DSettings` (XML; attribute names as found in real projects).

use std::path::Path;

/// Largest settings file that is read, in bytes.
const MAX_SIZE: u64 = 1 << 20;

/// What the settings file says of the web server.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct WebSettings {
    /// `port_number`.
    pub port: Option<u16>,
    /// `listening_address`.
    pub host: Option<String>,
    /// `html_root`, relative to the project.
    pub root: Option<String>,
    /// Further settings: properties of `4D.WebServer` and their values as text; `publish` for a server that starts with
    /// the program.
    pub others: Vec<(&'static str, String)>,
}

/// Reads a settings file; nothing when there is none.
///
/// # Errors
/// When the file is there but cannot be read as XML.
pub fn read(path: &Path) -> Result<WebSettings, String> {
    let Ok(metadata) = std::fs::metadata(path) else { return Ok(WebSettings::default()) };
    let named = |what: String| format!("{}: {what}", path.display());
    if metadata.len() > MAX_SIZE {
        return Err(named("this settings file is too large".into()));
    }
    let text = std::fs::read_to_string(path).map_err(|error| named(error.to_string()))?;
    parse(&text).map_err(named)
}

fn parse(text: &str) -> Result<WebSettings, String> {
    let document = roxmltree::Document::parse(text.trim_start_matches('\u{feff}'))
        .map_err(|error| format!("the settings cannot be read: {error}"))?;
    let server = document.descendants().find(|node| node.has_tag_name("standalone_server"));
    let Some(configuration) =
        server.and_then(|server| server.children().find(|node| node.has_tag_name("configuration")))
    else {
        return Ok(WebSettings::default());
    };
    let attribute = |names: &[&str]| names.iter().find_map(|name| configuration.attribute(*name));
    let host =
        attribute(&["listening_address", "ip_address"]).filter(|host| !host.is_empty() && *host != "0");
    let root = configuration.descendants().find_map(|node| node.attribute("html_root"));
    let options = server.and_then(|server| server.children().find(|node| node.has_tag_name("options")));
    let option = |element: &str, name: &str| {
        options
            .and_then(|options| options.children().find(|node| node.has_tag_name(element))?.attribute(name))
    };
    let others = [
        ("publish", attribute(&["publish_at_startup"])),
        ("HTTPEnabled", attribute(&["allowHttp"])),
        ("HTTPSEnabled", attribute(&["allow_ssl"])),
        ("HTTPSPort", attribute(&["https_port_number"])),
        ("defaultHomepage", configuration.descendants().find_map(|node| node.attribute("home_page"))),
        ("maxConcurrentProcesses", option("web_processes", "max_concurrent")),
        ("CORSEnabled", option("cors", "enabled")),
    ];
    let others = others.into_iter().filter_map(|(name, value)| Some((name, value?.to_owned())));
    Ok(WebSettings {
        port: attribute(&["port_number"]).and_then(|port| port.parse().ok()).filter(|port| *port != 0),
        host: host.map(str::to_owned),
        root: root.map(str::to_owned),
        others: others.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_settings_are_understood() {
        let text = r#"<preferences><com.4d><web><standalone_server>
            <configuration port_number="8044" listening_address="::" session_mode="3">
            <hosts><host home_page="start.html" html_root="./www/"/></hosts></configuration>
            <options><web_processes max_concurrent="50"/></options></standalone_server></web></com.4d></preferences>"#;
        let settings = parse(text).expect("it reads");
        assert_eq!(settings.port, Some(8044));
        assert_eq!(settings.host.as_deref(), Some("::"));
        assert_eq!(settings.root.as_deref(), Some("./www/"));
        let others = [("defaultHomepage", "start.html"), ("maxConcurrentProcesses", "50")];
        assert_eq!(settings.others, others.map(|(name, value)| (name, value.to_owned())));
    }

    #[test]
    fn others_change_nothing() {
        assert_eq!(parse("<preferences/>"), Ok(WebSettings::default()));
        assert!(parse("<preferences>").is_err());
    }
}
