//! The machine, the application and its surroundings: what `System info` and the theme 4D Environment tell.

use four_runtime::host::App;
use four_runtime::registry::InOut;
use four_runtime::{Error, Object, Text, Value, commands};

use crate::{arrays, messages};

commands! { pub static COMMANDS: "System Environment";
    /// Facts about the machine: names, system, processor, memory, network, volumes (`commands/system-info`). `model` is
    /// empty where the system does not tell it.
    ///
    /// ```4d
    /// var $info : Object
    /// $info:=System info
    /// ASSERT(($info.cpuThreads>0) & ($info.physicalMemory>0) & ($info.osVersion#""))
    /// ```
    "System info" 1571 fn system_info(host) -> Object {
        let locale = host.app().settings().locale;
        let mut machine = sysinfo::System::new();
        machine.refresh_memory();
        machine.refresh_cpu_list(sysinfo::CpuRefreshKind::nothing());
        let processor = machine.cpus().first().map(|cpu| cpu.brand().trim().to_owned()).unwrap_or_default();
        let threads = machine.cpus().len().max(1);
        let user = user(host.app());
        let pairs = [
            ("accountName", Value::from(user.as_str())),
            ("userName", Value::from(user.as_str())),
            ("machineName", Value::from(sysinfo::System::host_name().unwrap_or_default())),
            ("model", Value::from(sysinfo::Product::name().unwrap_or_default())),
            ("osVersion", Value::from(sysinfo::System::long_os_version().unwrap_or_default())),
            ("osLanguage", Value::from(locale.language())),
            ("processor", Value::from(processor)),
            ("cores", Value::from(sysinfo::System::physical_core_count().unwrap_or(threads))),
            ("cpuThreads", Value::from(threads)),
            ("physicalMemory", Value::number((machine.total_memory() / 1024) as f64)),
            ("uptime", Value::number(sysinfo::System::uptime() as f64)),
            ("macRosetta", Value::Bool(false)),
            ("networkInterfaces", Value::from(network())),
            ("volumes", Value::from(volumes())),
        ];
        Ok(Object::from_pairs(pairs))
    }

    /// Name of the machine in the network (`commands/current-machine`).
    ///
    /// ```4d
    /// ASSERT(Current machine=System info.machineName)
    /// ```
    "Current machine" 483 fn current_machine(_host) -> String { Ok(sysinfo::System::host_name().unwrap_or_default()) }

    /// Name of the account that the program runs in (`commands/current-system-user`).
    ///
    /// ```4d
    /// ASSERT(Current system user=System info.accountName)
    /// ```
    "Current system user" 484 fn current_system_user(host) -> String { Ok(user(host.app())) }

    /// A bit field on the version: `64 bit version` (`commands/version-type`).
    ///
    /// ```4d
    /// ASSERT(Version type ?? 64 bit version)
    /// ASSERT(Not(Version type ?? Merged application))
    /// ```
    "Version type" 495 fn version_type(_host) -> i32 { Ok(i32::from(cfg!(target_pointer_width = "64")) << 1) }

    /// What runs: without interface, not as a service, since when (`commands/application-info`).
    ///
    /// ```4d
    /// ASSERT(Application info.headless)
    /// ```
    "Application info" 1599 fn application_info(host) -> Object {
        Ok(Object::from_pairs([
            ("headless", Value::Bool(true)),
            ("launchedAsService", Value::Bool(false)),
            ("canUseFluentUI", Value::Bool(false)),
            ("newConnectionsAllowed", Value::Bool(true)),
            ("pid", Value::number(f64::from(std::process::id()))),
            ("uptime", Value::number(host.app().system().ticks().as_secs() as f64)),
        ]))
    }

    /// Names of the components that are loaded (`commands/component-list`).
    ///
    /// ```4d
    /// ARRAY TEXT($names; 3)
    /// COMPONENT LIST($names)
    /// ASSERT(Size of array($names)=0)
    /// ```
    "COMPONENT LIST" 1001 fn component_list(host, components: InOut) {
        let loaded = host.app().settings().components.iter();
        arrays::fill(components.0, loaded.map(|component| Value::from(Text::from(component.name.as_str()))).collect())
    }

    /// Numbers and names of the plug-ins: none, since four has none (`commands/plugin-list`).
    ///
    /// ```4d
    /// ARRAY LONGINT($numbers; 3)
    /// ARRAY TEXT($names; 3)
    /// PLUGIN LIST($numbers; $names)
    /// ASSERT(Size of array($names)=0)
    /// ```
    "PLUGIN LIST" 847 fn plugin_list(_host, numbers: InOut, names: InOut) {
        arrays::fill(numbers.0, Vec::new())?;
        arrays::fill(names.0, Vec::new())
    }

    /// True when a plug-in may be used: never, but True without argument, since four is no demonstration
    /// (`commands/is-license-available`).
    ///
    /// ```4d
    /// ASSERT(Not(Is license available(4D Write license)))
    /// ASSERT(Is license available)
    /// ```
    "Is license available" 714 fn is_license_available(_host, license: Option<&Value>) -> bool { Ok(license.is_none()) }

    /// The licence of the application: Null, since four needs none (`commands/license-info`).
    ///
    /// ```4d
    /// ASSERT(License info=Null)
    /// ```
    "License info" 1489 fn license_info(_host) -> Value { Ok(Value::Null) }

    /// Starts 4D again (`commands/restart-4d`).
    ///
    /// Headless: ends the program and says so on standard error; starting it again is the task of a service manager.
    ///
    /// ```4d
    /// ASSERT(True)
    /// ```
    "RESTART 4D" 1292 fn restart(host, _delay: Option<i32>, _message: Option<&Text>) {
        messages::log(host, "RESTART 4D ends the program: nothing starts it again by itself");
        host.app().quit();
        Err(Error::quit())
    }

    /// Number of the version of the system, as the former command gave it; the values are those of the machine that four
    /// runs on (`commands/platform-properties`).
    ///
    /// ```4d
    /// var $platform; $system; $machine : Integer
    /// _O_PLATFORM PROPERTIES($platform; $system; $machine)
    /// ASSERT(($platform=2) | ($platform=3) | ($platform=4))
    /// ```
    "_O_PLATFORM PROPERTIES" 365 fn platform_properties(
        _host, platform: InOut, system: Option<InOut>, machine: Option<InOut>, language: Option<InOut>
    ) {
        // 2 was Mac OS and 3 Windows; 4 is ours for everything else.
        *platform.0 = Value::Int(if cfg!(target_os = "macos") { 2 } else if cfg!(windows) { 3 } else { 4 });
        for place in [system, machine, language].into_iter().flatten() {
            *place.0 = Value::Int(0);
        }
        Ok(())
    }
}

fn user(app: &dyn App) -> String {
    let names = ["USER", "LOGNAME", "USERNAME"];
    names
        .iter()
        .find_map(|name| app.system().environment(name))
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "root".into())
}

fn network() -> Vec<Value> {
    let networks = sysinfo::Networks::new_with_refreshed_list();
    let mut interfaces: Vec<(&String, Vec<Value>)> = networks
        .iter()
        .map(|(name, data)| {
            let addresses = data.ip_networks().iter().map(|network| {
                let kind = if network.addr.is_ipv4() { "ipv4" } else { "ipv6" };
                Value::from(Object::from_pairs([
                    ("type", Value::from(kind)),
                    ("ip", Value::from(network.addr.to_string())),
                ]))
            });
            (name, addresses.collect())
        })
        .filter(|(_, addresses): &(_, Vec<Value>)| !addresses.is_empty())
        .collect();
    interfaces.sort_by_key(|(name, _)| (*name).clone());
    interfaces
        .into_iter()
        .map(|(name, addresses)| {
            Value::from(Object::from_pairs([
                ("name", Value::from(name.as_str())),
                ("type", Value::from(if name.starts_with('w') { "wifi" } else { "ethernet" })),
                ("ipAddresses", Value::from(addresses)),
            ]))
        })
        .collect()
}

fn volumes() -> Vec<Value> {
    let disks = sysinfo::Disks::new_with_refreshed_list();
    disks
        .iter()
        .map(|disk| {
            Value::from(Object::from_pairs([
                ("name", Value::from(disk.name().to_string_lossy().into_owned())),
                ("mountPoint", Value::from(disk.mount_point().to_string_lossy().into_owned())),
                ("fileSystem", Value::from(disk.file_system().to_string_lossy().into_owned())),
                ("capacity", Value::number((disk.total_space() / 1024) as f64)),
                ("available", Value::number((disk.available_space() / 1024) as f64)),
            ]))
        })
        .collect()
}
