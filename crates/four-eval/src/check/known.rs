//! Names of 4D that four does not have: classes, and the methods of the components that come with 4D.

/// 4D's classes, and those that data classes extend (`API/overview`, `ORDA/ordaClasses`); four's own are in its catalog.
pub(super) const CLASSES: &[&str] = &[
    "Blob",
    "ClassStore",
    "Class",
    "Collection",
    "CryptoKey",
    "DataClass",
    "DataClassAttribute",
    "DataStore",
    "DataStoreImplementation",
    "Directory",
    "Document",
    "Email",
    "Entity",
    "EntitySelection",
    "File",
    "FileHandle",
    "Folder",
    "Form",
    "Formula",
    "Function",
    "HTTPAgent",
    "HTTPRequest",
    "IMAPNotifier",
    "IMAPTransporter",
    "IncomingMessage",
    "MailAttachment",
    "Method",
    "Object",
    "OutgoingMessage",
    "POP3Transporter",
    "QuotaManager",
    "SMTPTransporter",
    "Session",
    "Signal",
    "SystemWorker",
    "TCPConnection",
    "TCPEvent",
    "TCPListener",
    "Transporter",
    "UDPEvent",
    "UDPSocket",
    "Vector",
    "WebForm",
    "WebFormItem",
    "WebServer",
    "WebSocket",
    "WebSocketConnection",
    "WebSocketServer",
    "ZipArchive",
    "ZipFile",
    "ZipFolder",
];

/// How the names of methods begin that the components shipped with 4D bring (`Extensions/overview`).
const PREFIXES: &[(&str, &str)] = &[
    ("progress ", "4D Progress"),
    ("svg_", "4D SVG"),
    ("vp ", "4D View Pro"),
    ("wp ", "4D Write Pro Interface"),
    ("wp_", "4D Write Pro Interface"),
    ("qs_", "4D Widgets"),
    ("timepicker ", "4D Widgets"),
    ("datepicker ", "4D Widgets"),
    ("searchpicker ", "4D Widgets"),
];

/// The component of 4D that surely brings a method of this name.
pub(super) fn component_of(name: &str) -> Option<&'static str> {
    let folded = name.to_lowercase();
    PREFIXES.iter().find(|(prefix, _)| folded.starts_with(prefix)).map(|(_, component)| *component)
}
