//! The macros that turn one item into a command or a class member with its documentation and parameter list.

/// Declares commands.
///
/// ```ignore
/// commands! { pub static COMMANDS: "String";
///     /// Number of characters of a text (`commands/length`).
///     "Length" 16 fn length(_host, text: &Text) -> usize { Ok(text.len()) }
/// }
/// ```
/// Parameter types are those that implement [`Arg`](crate::registry::Arg); the body gives a
/// [`Res`](crate::error::Res) of the type after the arrow. `special Name(parameters)` instead of a function names
/// what the evaluator carries out itself.
#[macro_export]
macro_rules! commands {
    ($vis:vis static $table:ident: $theme:literal;
     $($(#[doc = $doc:literal])* $name:literal $number:literal $kind:ident $function:ident
        ($($args:tt)*) $(-> $result:ty)? $body:block)*) => {
        /// The commands of this theme.
        $vis static $table: &[$crate::registry::Command] = &[$(
            $crate::one_command!($theme; concat!($($doc, "\n"),*); $name; $number;
                $kind $function ($($args)*) $(-> $result)? $body)
        ),*];
    };
}

/// One command of [`commands!`].
#[doc(hidden)]
#[macro_export]
macro_rules! one_command {
    ($theme:literal; $doc:expr; $name:literal; $number:literal;
     special $special:ident ($($param:ident : $kind:ident),*) $(-> $result:ty)? $body:block) => {
        $crate::registry::Command {
            name: $name,
            number: $number,
            theme: $theme,
            doc: $doc,
            params: &[$($crate::registry::Param {
                name: stringify!($param),
                kind: $crate::registry::ParamKind::$kind,
                optional: false,
            }),*],
            result: concat!($(stringify!($result))?),
            run: $crate::registry::Run::Special($crate::registry::Special::$special),
        }
    };
    ($theme:literal; $doc:expr; $name:literal; $number:literal;
     fn $function:ident ($host:ident $(, $param:ident : $type:ty)*) $(-> $result:ty)? $body:block) => {{
        fn run(
            host: &mut dyn $crate::host::Host,
            args: &mut [$crate::value::Value],
        ) -> $crate::error::Res<$crate::value::Value> {
            // The result type is `()` where none is written; a command has the parameters that 4D gives it.
            #[allow(unused_parens, clippy::too_many_arguments)]
            fn $function(
                $host: &mut dyn $crate::host::Host $(, $param: $type)*
            ) -> $crate::error::Res<($($result)?)> $body
            // A parameter may have the name of the function.
            let body = $function;
            let mut _args = $crate::registry::Args::new(args);
            $(let $param = <$type as $crate::registry::Arg<'_>>::take(&mut _args, stringify!($param))?;)*
            Ok($crate::registry::Ret::into_value(body(host $(, $param)*)?))
        }
        $crate::registry::Command {
            name: $name,
            number: $number,
            theme: $theme,
            doc: $doc,
            params: &[$($crate::registry::Param {
                name: stringify!($param),
                kind: <$type as $crate::registry::Arg<'static>>::KIND,
                optional: <$type as $crate::registry::Arg<'static>>::OPTIONAL,
            }),*],
            result: concat!($(stringify!($result))?),
            run: $crate::registry::Run::Native(run),
        }
    }};
}

/// Declares a 4D class.
///
/// ```ignore
/// native_class! { pub static COLLECTION: "Collection" extends OBJECT;
///     /// A sequence of values.
///     ;
///     /// Adds elements at the end (`API/CollectionClass`).
///     fn push(_host, this: &Rc<Collection>, values: Rest) -> Value { … }
///     /// Number of elements.
///     get length(_host, this: &Rc<Collection>) -> usize { … }
/// }
/// ```
/// The receiver is taken like an argument, so its type is checked; `= new(…)` declares the constructor, after an equals sign.
#[macro_export]
macro_rules! native_class {
    ($(#[doc = $doc:literal])* $vis:vis static $class:ident: $name:literal $(extends $parent:path)?;
     $(= new($new_host:ident $(, $new_param:ident : $new_type:ty)*) -> $new_result:ty $new_body:block)?
     $($(#[doc = $member_doc:literal])* $kind:ident $function:ident
        ($host:ident, $this:ident : $this_type:ty $(, $param:ident : $type:ty)*) $(-> $result:ty)? $body:block)*) => {
        $(#[doc = $doc])*
        $vis static $class: $crate::registry::NativeClass = $crate::registry::NativeClass {
            name: $name,
            doc: concat!($($doc, "\n"),*),
            parent: $crate::parent_class!($($parent)?),
            new: $crate::constructor!($(($new_host $(, $new_param : $new_type)*) -> $new_result $new_body)?),
            members: &[$({
                fn run(
                    host: &mut dyn $crate::host::Host,
                    this: &$crate::value::Value,
                    args: &mut [$crate::value::Value],
                ) -> $crate::error::Res<$crate::value::Value> {
                    #[allow(unused_parens)] // the result type is `()` where none is written
                    fn inner(
                        $host: &mut dyn $crate::host::Host, $this: $this_type $(, $param: $type)*
                    ) -> $crate::error::Res<($($result)?)> $body
                    let mut receiver = [this.clone()];
                    let mut _receiver = $crate::registry::Args::new(&mut receiver);
                    let this = <$this_type as $crate::registry::Arg<'_>>::take(&mut _receiver, "receiver")?;
                    let mut _args = $crate::registry::Args::new(args);
                    $(let $param = <$type as $crate::registry::Arg<'_>>::take(&mut _args, stringify!($param))?;)*
                    Ok($crate::registry::Ret::into_value(inner(host, this $(, $param)*)?))
                }
                $crate::registry::Member {
                    name: $crate::member_name!($function),
                    doc: concat!($($member_doc, "\n"),*),
                    params: &[$($crate::registry::Param {
                        name: stringify!($param),
                        kind: <$type as $crate::registry::Arg<'static>>::KIND,
                        optional: <$type as $crate::registry::Arg<'static>>::OPTIONAL,
                    }),*],
                    result: concat!($(stringify!($result))?),
                    run: $crate::member_run!($kind, run),
                }
            }),*],
        };
    };
}

/// The class that [`native_class!`] names after `extends`.
#[doc(hidden)]
#[macro_export]
macro_rules! parent_class {
    () => {
        None
    };
    ($parent:path) => {
        Some(&$parent)
    };
}

/// The constructor of a [`native_class!`].
#[doc(hidden)]
#[macro_export]
macro_rules! constructor {
    () => {
        None
    };
    (($host:ident $(, $param:ident : $type:ty)*) -> $result:ty $body:block) => {{
        fn run(
            host: &mut dyn $crate::host::Host,
            args: &mut [$crate::value::Value],
        ) -> $crate::error::Res<$crate::value::Value> {
            fn inner($host: &mut dyn $crate::host::Host $(, $param: $type)*) -> $crate::error::Res<$result> $body
            let mut _args = $crate::registry::Args::new(args);
            $(let $param = <$type as $crate::registry::Arg<'_>>::take(&mut _args, stringify!($param))?;)*
            Ok($crate::registry::Ret::into_value(inner(host $(, $param)*)?))
        }
        Some($crate::registry::Constructor {
            params: &[$($crate::registry::Param {
                name: stringify!($param),
                kind: <$type as $crate::registry::Arg<'static>>::KIND,
                optional: <$type as $crate::registry::Arg<'static>>::OPTIONAL,
            }),*],
            run,
        })
    }};
}

/// The 4D name of a member: the Rust name, but for those that are Rust keywords.
#[doc(hidden)]
#[macro_export]
macro_rules! member_name {
    (r#move) => {
        "move"
    };
    ($name:ident) => {
        stringify!($name)
    };
}

/// How a member of [`native_class!`] runs.
#[doc(hidden)]
#[macro_export]
macro_rules! member_run {
    (fn, $run:ident) => {
        $crate::registry::MemberRun::Function($run)
    };
    (get, $run:ident) => {
        $crate::registry::MemberRun::Get($run)
    };
    (set, $run:ident) => {
        $crate::registry::MemberRun::Set($run)
    };
}
