//! SET CHANNEL: the one document of a process that SEND PACKET, RECEIVE PACKET, SEND VARIABLE and RECEIVE VARIABLE use
//! without a reference (theme Communications).

use four_runtime::registry::InOut;
use four_runtime::{Error, Text, Value, commands};

use super::documents::{document, nobody, tell};
use super::packets::{self, Way};
use crate::stored;

commands! { pub static COMMANDS: "Communications";
    /// Opens the document of the process's channel and closes the one before: `10` opens a document and creates one that is
    /// not there, `12` creates it anew, `13` opens an existing one, `11` closes it (`commands/set-channel`). `OK` is 1 and
    /// `Document` its path when that went well. Serial ports are an error.
    ///
    /// ```4d
    /// var $first; $second : Text
    /// SET CHANNEL(12; "set channel.txt")
    /// SEND PACKET("one,two")
    /// SET CHANNEL(13; "set channel.txt")
    /// RECEIVE PACKET($first; ",")
    /// RECEIVE PACKET($second; 99)
    /// SET CHANNEL(11)
    /// ASSERT(($first="one") & ($second="two") & (OK=1))
    /// ```
    "SET CHANNEL" 77 fn set_channel(host, port_or_operation: i32, settings_or_document: Option<&Value>) {
        let way = match port_or_operation {
            10..=13 => port_or_operation,
            _ => return Err(serial()),
        };
        let path = match settings_or_document {
            Some(Value::Text(path)) => path.clone(),
            _ => Text::EMPTY,
        };
        if way != 11 && path.is_empty() {
            nobody(host, "SET CHANNEL", Text::EMPTY);
            return Ok(());
        }
        tell(host, |host| {
            // Closed first, since it may be the same document.
            packets::set_channel(None)?;
            let way = match way {
                11 => return Ok(()),
                12 => Way::Create,
                10 if !document(host, &path)?.path().exists() => Way::Create,
                _ => Way::Write,
            };
            let opened = packets::open(host, &path, way)?;
            packets::set_channel(Some(opened))
        })
    }

    /// Writes a variable, with its type, into the document of `SET CHANNEL` (`commands/send-variable`). Arrays, objects and
    /// collections are written too.
    ///
    /// ```4d
    /// var $name : Text:="Ann"
    /// var $age : Integer:=41
    /// SET CHANNEL(12; "send variable.bin")
    /// SEND VARIABLE($name)
    /// SEND VARIABLE($age)
    /// SET CHANNEL(10; "send variable.bin")
    /// var $again
    /// RECEIVE VARIABLE($again)
    /// ASSERT($again="Ann")
    /// RECEIVE VARIABLE($again)
    /// ASSERT($again=41)
    /// SET CHANNEL(11)
    /// ```
    "SEND VARIABLE" 80 fn send_variable(host, variable: &Value) {
        let channel = packets::channel()?;
        let bytes = stored::packed(variable)?;
        let length = u32::try_from(bytes.len()).map_err(|_| Error::new(54, "The variable is too large for SEND VARIABLE."))?;
        crate::args::check_size(host, bytes.len())?;
        packets::send(channel, &[&length.to_le_bytes(), &bytes[..]].concat())
    }

    /// Reads the next variable that `SEND VARIABLE` wrote from the document of `SET CHANNEL`
    /// (`commands/receive-variable`). `OK` is 1 when there was one, 0 at the end of the document. Error -10600 for something
    /// else than a variable.
    ///
    /// ```4d
    /// var $value
    /// SET CHANNEL(12; "receive variable.bin")
    /// RECEIVE VARIABLE($value)
    /// ASSERT(OK=0)
    /// SET CHANNEL(11)
    /// ```
    "RECEIVE VARIABLE" 81 fn receive_variable(host, variable: InOut) {
        host.set_variable("OK", Value::Int(0));
        let channel = packets::channel()?;
        let length = packets::receive(host, channel, 4)?;
        let Ok(length) = <[u8; 4]>::try_from(length.as_slice()) else {
            return if length.is_empty() { Ok(()) } else { Err(stored::damaged()) };
        };
        let bytes = packets::receive(host, channel, u32::from_le_bytes(length).into())?;
        *variable.0 = stored::unpacked(host, &bytes)?;
        host.set_variable("OK", Value::Int(1));
        Ok(())
    }
}

#[cold]
fn serial() -> Box<Error> {
    let error = Error::new(33, "Serial ports are not available in four: SET CHANNEL opens documents only.");
    error.with_help("for a document: SET CHANNEL(10; path), 12 to create it, 13 to open it, 11 to close it")
}
