//! What a desktop would show or tell: the modifier keys of the keyboard, the windows of processes.
//!
//! Startup code often asks for a key that skips something. As nobody sits at the keyboard of a headless 4D, none is
//! ever down.

use four_runtime::commands;

commands! { pub static PROCESSES: "Process (User Interface)";
    /// Shows the windows of a process (`commands/show-process`).
    ///
    /// Headless: does nothing, since processes have no windows.
    ///
    /// ```4d
    /// SHOW PROCESS(Current process)
    /// ASSERT(True)
    /// ```
    "SHOW PROCESS" 325 fn show_process(_host, _process: i32) { Ok(()) }

    /// Hides the windows of a process (`commands/hide-process`).
    ///
    /// Headless: does nothing, since processes have no windows.
    ///
    /// ```4d
    /// HIDE PROCESS(Current process)
    /// ASSERT(True)
    /// ```
    "HIDE PROCESS" 324 fn hide_process(_host, _process: i32) { Ok(()) }

    /// Puts the windows of a process before those of others (`commands/bring-to-front`).
    ///
    /// Headless: does nothing, since processes have no windows.
    ///
    /// ```4d
    /// BRING TO FRONT(Current process)
    /// ASSERT(True)
    /// ```
    "BRING TO FRONT" 326 fn bring_to_front(_host, _process: i32) { Ok(()) }
}

commands! { pub static COMMANDS: "User Interface";
    /// Whether the Shift key is down (`commands/shift-down`).
    ///
    /// Headless: False.
    ///
    /// ```4d
    /// ASSERT(Not(Shift down))
    /// ```
    "Shift down" 543 fn shift_down(_host) -> bool { Ok(false) }

    /// Whether the Caps lock key is down (`commands/caps-lock-down`).
    ///
    /// Headless: False.
    ///
    /// ```4d
    /// ASSERT(Not(Caps lock down))
    /// ```
    "Caps lock down" 547 fn caps_lock_down(_host) -> bool { Ok(false) }

    /// Whether the Ctrl key, or Command on a Mac, is down (`commands/windows-ctrl-down`).
    ///
    /// Headless: False.
    ///
    /// ```4d
    /// ASSERT(Not(Windows Ctrl down))
    /// ```
    "Windows Ctrl down" 562 fn windows_ctrl_down(_host) -> bool { Ok(false) }

    /// Whether the Alt key, or Option on a Mac, is down (`commands/windows-alt-down`).
    ///
    /// Headless: False.
    ///
    /// ```4d
    /// ASSERT(Not(Windows Alt down))
    /// ```
    "Windows Alt down" 563 fn windows_alt_down(_host) -> bool { Ok(false) }

    /// Whether the Command key, or Ctrl on Windows, is down (`commands/macintosh-command-down`).
    ///
    /// Headless: False.
    ///
    /// ```4d
    /// ASSERT(Not(Macintosh command down))
    /// ```
    "Macintosh command down" 546 fn macintosh_command_down(_host) -> bool { Ok(false) }

    /// Whether the Option key, or Alt on Windows, is down (`commands/macintosh-option-down`).
    ///
    /// Headless: False.
    ///
    /// ```4d
    /// ASSERT(Not(Macintosh option down))
    /// ```
    "Macintosh option down" 545 fn macintosh_option_down(_host) -> bool { Ok(false) }

    /// Whether the Control key of a Mac is down (`commands/macintosh-control-down`).
    ///
    /// Headless: False.
    ///
    /// ```4d
    /// ASSERT(Not(Macintosh control down))
    /// ```
    "Macintosh control down" 544 fn macintosh_control_down(_host) -> bool { Ok(false) }
}
