//! Users and groups: the current user, and what `directory.json` in the Settings folder says of users and groups.
//!
//! As in 4D without a server nobody logs in: the user is the Designer, and groups keep nobody from anything. Passwords in
//! the file cannot be checked, since their form is not documented.

use std::any::Any;
use std::sync::{Arc, Mutex, PoisonError};

use four_runtime::registry::InOut;
use four_runtime::rules::collate;
use four_runtime::{Error, Host, Object, Res, Text, Value, commands, json};

use crate::arrays;
use crate::files::{disk, paths::FileSystem};

/// 4D's error for a user who does not exist (`commands/get-user-properties`).
const NO_SUCH_USER: i32 = -9979;
/// Number of the first group of a project (`commands/get-group-list`).
const FIRST_GROUP: usize = 15_001;

commands! { pub static COMMANDS: "Users and Groups";
    /// Name of the current user: the alias, or the account where there is none; `4D user account` and `4D user alias` ask
    /// for one of the two (`commands/current-user`). The account is that of the Designer.
    ///
    /// ```4d
    /// ASSERT(Current user="Designer")
    /// SET USER ALIAS("Ann")
    /// ASSERT((Current user="Ann") & (Current user(4D user account)="Designer"))
    /// SET USER ALIAS("")
    /// ASSERT((Current user="Designer") & (Current user(4D user alias)=""))
    /// ```
    "Current user" 182 fn current_user(host, user: Option<i32>) -> String {
        let alias = Alias::of(host).get();
        match user.unwrap_or(0) {
            2 => Ok(alias),
            0 if !alias.is_empty() => Ok(alias),
            0 | 1 => Ok(Directory::read(host)?.users.swap_remove(0)),
            other => Err(Error::new(54, format!("Current user has no choice {other}: it is 0, 1 or 2."))),
        }
    }

    /// Another name for the current user until the program ends; an empty text takes it back (`commands/set-user-alias`).
    ///
    /// ```4d
    /// SET USER ALIAS("Ann")
    /// ASSERT(Current user="Ann")
    /// SET USER ALIAS("")
    /// ```
    "SET USER ALIAS" 1666 fn set_user_alias(host, alias: &Text) {
        Alias::of(host).set(alias.to_string());
        Ok(())
    }

    /// Does nothing but take back the alias, as in every project without a server (`commands/change-current-user`).
    ///
    /// ```4d
    /// SET USER ALIAS("Ann")
    /// CHANGE CURRENT USER("Administrator"; "")
    /// ASSERT(Current user="Designer")
    /// ```
    "CHANGE CURRENT USER" 289 fn change_current_user(host, _user: Option<&Value>, _password: Option<&Text>) {
        Alias::of(host).set(String::new());
        Ok(())
    }

    /// Names and numbers of the users of `directory.json`, the Designer (1) and the Administrator (2) first
    /// (`commands/get-user-list`).
    ///
    /// ```4d
    /// ARRAY TEXT($names; 0)
    /// ARRAY LONGINT($numbers; 0)
    /// GET USER LIST($names; $numbers)
    /// ASSERT(($names{1}="Designer") & ($numbers{2}=2))
    /// ```
    "GET USER LIST" 609 fn get_user_list(host, user_names: InOut, user_numbers: InOut) {
        let directory = Directory::read(host)?;
        let numbers = (1..=directory.users.len()).map(Value::from).collect();
        arrays::fill(user_names.0, directory.users.into_iter().map(Value::from).collect())?;
        arrays::fill(user_numbers.0, numbers)
    }

    /// Names and numbers of the groups of `directory.json`, from 15001 on (`commands/get-group-list`).
    ///
    /// ```4d
    /// ARRAY TEXT($names; 0)
    /// ARRAY LONGINT($numbers; 0)
    /// GET GROUP LIST($names; $numbers)
    /// ASSERT(Size of array($names)=Size of array($numbers))
    /// ```
    "GET GROUP LIST" 610 fn get_group_list(host, group_names: InOut, group_numbers: InOut) {
        let directory = Directory::read(host)?;
        let numbers = (0..directory.groups.len()).map(|at| Value::from(FIRST_GROUP + at)).collect();
        arrays::fill(group_names.0, directory.groups.into_iter().map(|group| Value::from(group.name)).collect())?;
        arrays::fill(group_numbers.0, numbers)
    }

    /// What is known of a user by number: the name, and the numbers of the groups that name the user; all else is empty in
    /// projects (`commands/get-user-properties`). Error -9979 when there is no such user.
    ///
    /// ```4d
    /// var $name; $startup; $password : Text
    /// var $logins : Integer
    /// var $last : Date
    /// GET USER PROPERTIES(1; $name; $startup; $password; $logins; $last)
    /// ASSERT(($name="Designer") & ($logins=0))
    /// ```
    "GET USER PROPERTIES" 611 fn get_user_properties(
        host, user_id: i32, name: InOut, startup: InOut, password: InOut, nb_login: InOut, last_login: InOut,
        memberships: Option<InOut>, group_owner: Option<InOut>
    ) {
        let directory = Directory::read(host)?;
        let Some(user) = at(&directory.users, user_id, 1) else {
            let error = Error::new(NO_SUCH_USER, format!("There is no user number {user_id}."));
            return Err(error.with_help("GET USER LIST gives the numbers that there are"));
        };
        let groups = directory.groups.iter().enumerate().filter(|(_, group)| contains(&group.users, user));
        *name.0 = Value::from(user.as_str());
        *startup.0 = Value::EMPTY_TEXT;
        *password.0 = Value::EMPTY_TEXT;
        *nb_login.0 = Value::Int(0);
        *last_login.0 = Value::Date(0);
        if let Some(memberships) = memberships {
            arrays::fill(memberships.0, groups.map(|(at, _)| Value::from(FIRST_GROUP + at)).collect())?;
        }
        if let Some(group_owner) = group_owner {
            *group_owner.0 = Value::Int(0);
        }
        Ok(())
    }

    /// Name of a group by number and the numbers of its users and groups; empty when there is no such group
    /// (`commands/get-group-properties`).
    ///
    /// ```4d
    /// var $name : Text
    /// var $owner : Integer
    /// GET GROUP PROPERTIES(14999; $name; $owner)
    /// ASSERT(($name="") & ($owner=0))
    /// ```
    "GET GROUP PROPERTIES" 613 fn get_group_properties(
        host, group_id: i32, name: InOut, owner: InOut, members: Option<InOut>
    ) {
        let directory = Directory::read(host)?;
        let group = at(&directory.groups, group_id, FIRST_GROUP);
        *name.0 = group.map_or(Value::EMPTY_TEXT, |group| Value::from(group.name.as_str()));
        *owner.0 = Value::Int(0);
        if let Some(members) = members {
            arrays::fill(members.0, group.map_or_else(Vec::new, |group| directory.members(group)))?;
        }
        Ok(())
    }

    /// True for the number of a user who does not exist (`commands/is-user-deleted`).
    ///
    /// ```4d
    /// ASSERT(Not(Is user deleted(1)) & Is user deleted(10000))
    /// ```
    "Is user deleted" 616 fn is_user_deleted(host, user_number: i32) -> bool {
        Ok(at(&Directory::read(host)?.users, user_number, 1).is_none())
    }

    /// True when a user is in a group, or in a group that was placed into it (`commands/user-in-group`).
    ///
    /// ```4d
    /// ASSERT(Not(User in group(Current user; "no such group")))
    /// ```
    "User in group" 338 fn user_in_group(host, user: &Text, group: &Text) -> bool {
        Directory::read(host).map(|directory| directory.in_group(&user.to_str(), &group.to_str()))
    }
}

/// The alias of the current user.
#[derive(Default)]
struct Alias(Mutex<String>);

impl Alias {
    fn of(host: &dyn Host) -> Arc<Alias> {
        let create = || Arc::new(Alias::default()) as Arc<dyn Any + Send + Sync>;
        host.app().service("user alias", &create).downcast().unwrap_or_default()
    }

    fn get(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, alias: String) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = alias;
    }
}

/// A group of users.
struct Group {
    name: String,
    users: Vec<String>,
    groups: Vec<String>,
}

/// What `directory.json` says (`Users/editing`).
struct Directory {
    /// Names; the place is the number. Never empty.
    users: Vec<String>,
    groups: Vec<Group>,
}

impl Directory {
    /// Reads the file of the data folder, else that of the project; without one there are the Designer and the
    /// Administrator.
    fn read(host: &dyn Host) -> Res<Directory> {
        let settings = host.app().settings();
        let files = [FileSystem::Data, FileSystem::Package]
            .map(|place| place.folder(settings).join("Settings/directory.json"));
        let Some(file) = files.iter().find(|file| file.is_file()) else {
            return Ok(Directory::of(&Object::new()));
        };
        let bytes = disk::read(host, file)?;
        match json::parse(&String::from_utf8_lossy(&bytes)) {
            Ok(Value::Object(directory)) => Ok(Directory::of(&directory)),
            Ok(_) => Err(Error::new(54, format!("{}: this holds no object.", file.display()))),
            Err(error) => Err(Error::new(error.code, format!("{}: {}", file.display(), error.message))),
        }
    }

    fn of(directory: &Object) -> Directory {
        let users = entries(directory, "users");
        // The first two have names of the file's own; their alias is what they are called.
        let called = |own: &str, default: &str| {
            let user = users.iter().find(|(name, _)| name == own);
            let alias = user.and_then(|(_, user)| text(user.as_object()?, "alias"));
            alias.unwrap_or_else(|| default.to_owned())
        };
        let mut names = vec![called("designer", "Designer"), called("administrator", "Administrator")];
        let others = users.iter().filter(|(name, _)| !matches!(name.as_str(), "designer" | "administrator"));
        names.extend(others.map(|(name, _)| name.clone()));
        let groups = entries(directory, "groups").into_iter().map(|(name, group)| {
            let list = |of: &str| group.as_object().map_or_else(Vec::new, |group| texts(group, of));
            Group { users: list("users"), groups: list("groups"), name }
        });
        Directory { users: names, groups: groups.collect() }
    }

    fn group(&self, name: &str) -> Option<(usize, &Group)> {
        self.groups.iter().enumerate().find(|(_, group)| same(&group.name, name))
    }

    /// Numbers of the users and groups of a group.
    fn members(&self, group: &Group) -> Vec<Value> {
        let users = self
            .users
            .iter()
            .enumerate()
            .filter(|(_, user)| contains(&group.users, user))
            .map(|(at, _)| at + 1);
        let groups = group.groups.iter().filter_map(|name| self.group(name)).map(|(at, _)| FIRST_GROUP + at);
        users.chain(groups).map(Value::from).collect()
    }

    fn in_group(&self, user: &str, group: &str) -> bool {
        let mut seen = vec![false; self.groups.len()];
        let mut open: Vec<(usize, &Group)> = self.group(group).into_iter().collect();
        while let Some((at, group)) = open.pop() {
            if contains(&group.users, user) {
                return true;
            }
            // Groups may have been placed into each other in a circle.
            if !std::mem::replace(&mut seen[at], true) {
                open.extend(group.groups.iter().filter_map(|name| self.group(name)));
            }
        }
        false
    }
}

fn at<T>(list: &[T], number: i32, first: usize) -> Option<&T> {
    list.get(usize::try_from(number).ok()?.checked_sub(first)?)
}

fn same(one: &str, other: &str) -> bool {
    collate::equal(Text::from(one).as_text_ref(), Text::from(other).as_text_ref())
}

fn contains(names: &[String], name: &str) -> bool {
    names.iter().any(|other| same(other, name))
}

fn entries(object: &Object, name: &str) -> Vec<(String, Value)> {
    match object.get_text(&Text::from(name)) {
        Value::Object(found) => {
            found.entries().into_iter().map(|(name, value)| (name.to_string(), value)).collect()
        }
        _ => Vec::new(),
    }
}

fn text(object: &Object, name: &str) -> Option<String> {
    match object.get_text(&Text::from(name)) {
        Value::Text(text) if !text.is_empty() => Some(text.to_string()),
        _ => None,
    }
}

fn texts(object: &Object, name: &str) -> Vec<String> {
    let list = object.get_text(&Text::from(name));
    let values = list.as_collection().map_or_else(Vec::new, |list| list.snapshot());
    values
        .iter()
        .filter_map(|value| if let Value::Text(text) = value { Some(text.to_string()) } else { None })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory(text: &str) -> Directory {
        match json::parse(text) {
            Ok(Value::Object(object)) => Directory::of(&object),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn users_of_nested_groups_are_in_the_outer_one() {
        let directory = directory(
            r#"{"users": {"designer": {"alias": "Boss"}, "administrator": {}, "Ann": {}, "Zoé": {}},
                "groups": {"Staff": {"users": ["Ann"], "groups": ["Finance", "Staff"]},
                           "Finance": {"users": ["Zoé", "Boss"], "groups": ["Staff"]}, "Empty": {}}}"#,
        );
        assert_eq!(directory.users, ["Boss", "Administrator", "Ann", "Zoé"]);
        assert!(directory.in_group("zoe", "staff") && directory.in_group("Ann", "Finance"));
        assert!(!directory.in_group("Administrator", "Staff") && !directory.in_group("Ann", "Empty"));
        let members = directory.members(&directory.groups[0]);
        let numbers: Vec<_> = members.iter().filter_map(Value::as_number).collect();
        assert_eq!(numbers, [3.0, 15_002.0, 15_001.0]);
    }

    #[test]
    fn a_file_of_another_shape_leaves_designer_and_administrator() {
        for text in [
            "{}",
            r#"{"users": 1, "groups": [2]}"#,
            r#"{"users": {"designer": 5}, "groups": {"a": 1, "b": {"users": {}}}}"#,
        ] {
            let directory = directory(text);
            assert_eq!(directory.users, ["Designer", "Administrator"], "{text}");
            assert!(!directory.in_group("Designer", "a"));
        }
    }
}
