//! Why a command of 4D is not in four: decided by the theme of the documentation, with exceptions by name.
//!
//! The error of a command that is missing, `four-run commands` and the command reference all say the same.

/// Why a command is not here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It works on a form, its objects or events.
    Form,
    /// It works on records, selections or tables.
    Database,
    /// It works on a window, menu, screen or mouse.
    Desktop,
    /// It prints.
    Printer,
    /// It works on the 4D application: licences, backups, the design environment, users, clients.
    Application,
    /// 4D has replaced or removed it.
    Obsolete,
    /// It works on a 4D Write Pro document.
    WritePro,
    /// It works on pictures.
    Picture,
    /// It uses a serial port.
    Serial,
    /// It talks over a protocol that four does not have yet.
    Protocol,
    /// It could be here.
    Planned,
}

impl Why {
    /// The reason as a sentence without a full stop, as it stands in help and reference.
    pub fn text(self) -> &'static str {
        match self {
            Why::Form => "it needs a form, and four has no windows",
            Why::Database => "it needs a database, and four has no tables and records",
            Why::Desktop => "it needs a desktop, and four runs without one",
            Why::Printer => "it needs a printer, and four does not print",
            Why::Application => "it manages the 4D application, which four is not",
            Why::Obsolete => "4D itself has given it up",
            Why::WritePro => "it needs 4D Write Pro, which four does not have",
            Why::Picture => "it draws pictures or reads what their files say of them, which four does not",
            Why::Serial => "it needs a serial port, and four opens none",
            Why::Protocol => "four does not have its protocol yet",
            Why::Planned => "it is not built yet",
        }
    }
}

/// Why a command of this name and theme is not here.
pub fn why(name: &str, theme: &str) -> Why {
    if name.starts_with("_O_") || name.starts_with("_o_") {
        return Why::Obsolete;
    }
    match name {
        // Windows and dialogs of themes that are not about them.
        "SHOW ON DISK"
        | "Select document"
        | "Select folder"
        | "Select RGB color"
        | "GOTO XY"
        | "METHOD OPEN PATH"
        | "FORM EDIT"
        | "OPEN SETTINGS WINDOW"
        | "CALL FORM"
        | "SET ABOUT"
        | "Font file"
        | "FONT LIST"
        | "FONT STYLE LIST"
        | "SET RECENT FONTS"
        | "OPEN COLOR PICKER"
        | "Select log file"
        | "DISPLAY NOTIFICATION"
        | "SET HELP MENU" => Why::Desktop,
        "GET MACRO PARAMETER" | "SET MACRO PARAMETER" | "EDIT FORMULA" => Why::Desktop,
        "FORM GET NAMES"
        | "EXECUTE METHOD IN SUBFORM"
        | "Self"
        | "Action info"
        | "INVOKE ACTION"
        | "TEXT TO ARRAY"
        | "Web Event"
        | "Web Form"
        | "SVG Find element ID by coordinates"
        | "SVG Find element IDs by rect"
        | "SVG SHOW ELEMENT" => Why::Form,
        "Current client authentication"
        | "EXECUTE ON CLIENT"
        | "REGISTER CLIENT"
        | "UNREGISTER CLIENT"
        | "GET REGISTERED CLIENTS"
        | "MOBILE APP REFRESH SESSIONS"
        | "ACTIVITY SNAPSHOT"
        | "START MONITORING ACTIVITY"
        | "STOP MONITORING ACTIVITY"
        | "Monitored activity" => Why::Application,
        "GET SERIAL PORT MAPPING" | "RECEIVE BUFFER" | "SET TIMEOUT" => Why::Serial,
        "GET PICTURE FROM LIBRARY"
        | "PICTURE LIBRARY LIST"
        | "REMOVE PICTURE FROM LIBRARY"
        | "SET PICTURE TO LIBRARY"
        | "Load 4D View document"
        | "WEB LEGACY CLOSE SESSION"
        | "WEB LEGACY GET SESSION EXPIRATION" => Why::Obsolete,
        "GET TABLE PROPERTIES"
        | "Selection to JSON"
        | "JSON TO SELECTION"
        | "SELECTION TO ARRAY"
        | "ARRAY TO SELECTION"
        | "LONGINT ARRAY FROM SELECTION"
        | "SELECTION RANGE TO ARRAY"
        | "BOOLEAN ARRAY FROM SET"
        | "DISTINCT VALUES"
        | "DISTINCT ATTRIBUTE PATHS"
        | "DISTINCT ATTRIBUTE VALUES"
        | "SEND RECORD"
        | "RECEIVE RECORD"
        | "ds" => Why::Database,
        "LIST TO ARRAY" | "ARRAY TO LIST" | "LIST TO BLOB" | "BLOB to list" => Why::Form,
        _ => why_theme(theme),
    }
}

fn why_theme(theme: &str) -> Why {
    match theme {
        "Objects (Forms)" | "List Box" | "Forms" | "Form Events" | "Data Entry" | "Entry Control"
        | "Styled Text" | "Hierarchical Lists" | "Web Area" | "Spell Checker" | "Drag and Drop"
        | "Graphs" => Why::Form,
        "Selection" | "Queries" | "Records" | "Record Locking" | "Relations" | "Sets"
        | "Named Selections" | "Table" | "Transactions" | "Triggers" | "SQL" | "Structure Access"
        | "Import and Export" | "Cache Management" | "Data Security" | "On a Series" | "Subrecords" => {
            Why::Database
        }
        "Menus" | "Windows" | "User Interface" | "Process (User Interface)" | "System Environment" => {
            Why::Desktop
        }
        "Printing" | "Quick Report" => Why::Printer,
        "Licenses"
        | "Backup"
        | "Users and Groups"
        | "4D Environment"
        | "Compiler"
        | "Design Object Access" => Why::Application,
        "Resources" | "PHP" | "Obsolete" => Why::Obsolete,
        "4D Write Pro" => Why::WritePro,
        "Pictures" | "SVG" => Why::Picture,
        "Mail"
        | "LDAP"
        | "Web Services (Client)"
        | "Web Services (Server)"
        | "Communications"
        | "Secured Protocol" => Why::Protocol,
        _ => Why::Planned,
    }
}
