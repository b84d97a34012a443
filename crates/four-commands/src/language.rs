//! Commands of the language itself: formulas, parameters, assertions, errors. The evaluator carries most of them out,
//! since they see their arguments unevaluated, their caller or the program; this file says that they exist.

use four_runtime::host::ErrorScope;
use four_runtime::registry::Star;
use four_runtime::{Error, Object, Res, Text, Value, commands};

/// The scope that a number of `ON ERR CALL` means; none is `ek local`.
fn scope_of(scope: Option<i32>) -> Res<ErrorScope> {
    match scope.unwrap_or(0) {
        0 => Ok(ErrorScope::Local),
        1 => Ok(ErrorScope::Global),
        2 => Ok(ErrorScope::Components),
        other => Err(Error::new(54, format!("There is no scope {other} of errors."))
            .with_help("ek local, ek global or ek errors from components")),
    }
}

thread_local! {
    /// What `ON EVENT CALL` installed.
    static EVENT_METHOD: std::cell::RefCell<String> = const { std::cell::RefCell::new(String::new()) };
}

commands! { pub static COMMANDS: "Language";
    /// A formula: an expression that is evaluated when it is called. Local variables are captured by value now
    /// (`commands/formula`).
    ///
    /// ```4d
    /// var $n : Integer
    /// $n:=2
    /// ASSERT(Formula($1*$n).call(Null; 21)=42)
    /// ```
    "Formula" 1597 special Formula(expression: Expression) -> Function {}

    /// A formula from a text; local variables cannot be used in it: error −10737. In a component, the context
    /// `sk execute in host database` gives it the methods of the project (`commands/formula-from-string`).
    ///
    /// ```4d
    /// ASSERT(Formula from string("1+2").call()=3)
    /// ASSERT(Formula from string("1+2"; sk execute in host database).call()=3)
    /// ```
    "Formula from string" 1601 special FormulaFromString(text: Text) -> Function {}

    /// Runs one line of code given as a text, with the variables of the calling method (`commands/execute-formula`).
    ///
    /// ```4d
    /// var $n : Integer
    /// EXECUTE FORMULA("$n:=5")
    /// ASSERT($n=5)
    /// ```
    "EXECUTE FORMULA" 63 special ExecuteFormula(statement: Text) {}

    /// Runs a project method by name; its result goes to the second argument, or nowhere with `*`
    /// (`commands/execute-method`).
    ///
    /// ```4d
    /// ASSERT(Try(True))
    /// ```
    "EXECUTE METHOD" 1007 special ExecuteMethod(name: Text, result: Variable, arguments: Rest) {}

    /// How many arguments the running method was given (`commands/count-parameters`).
    ///
    /// ```4d
    /// ASSERT(Count parameters=0)
    /// ```
    "Count parameters" 259 special CountParameters() -> Integer {}

    /// The arguments of the running method as a collection, from the given one on (`commands/copy-parameters`).
    ///
    /// ```4d
    /// ASSERT(Copy parameters.length=0)
    /// ```
    "Copy parameters" 1790 special CopyParameters(from: Integer) -> Collection {}

    /// True when the expression is undefined (`commands/undefined`).
    ///
    /// ```4d
    /// ASSERT(Undefined({a: 1}.b))
    /// ```
    "Undefined" 82 special Undefined(expression: Expression) -> Boolean {}

    /// Number of the declared type of a variable (`commands/type`).
    ///
    /// ```4d
    /// var $text : Text
    /// ASSERT(Type($text)=Is text)
    /// ```
    "Type" 295 special TypeOf(variable: Variable) -> Integer {}

    /// Raises an error: a code and a text, or an object with `errCode`, `message`, `componentSignature` and anything else
    /// (`commands/throw`).
    ///
    /// ```4d
    /// Try(throw(5; "five"))
    /// ASSERT(Last errors[0].errCode=5)
    /// ```
    "throw" 1805 special Throw(error: Any, text: Text) {}

    /// The older form of `throw`: an object with `code`, `component`, `description`, `deferred` and anything else
    /// (`commands/throw`; components of 4D still use it).
    ///
    /// ```4d
    /// Try(_4D THROW ERROR({component: "xbox"; code: 600; description: "{name} is missing"; name: "It"}))
    /// ASSERT(Last errors[0].errCode=600)
    /// ASSERT(Last errors[0].message="It is missing")
    /// ```
    "_4D THROW ERROR" 1520 special OldThrow(error: Object) {}

    /// Runs an expression when the running method ends, however it ends; the last deferred first. Local variables are
    /// captured now, errors are swallowed (`commands/defer`).
    ///
    /// ```4d
    /// vTrace:=""
    /// defer(ASSERT(vTrace="body"))
    /// vTrace:="body"
    /// ```
    "defer" 1860 special Defer(expression: Expression) {}

    /// What the running method has deferred so far, the last first (`commands/deferred-formulas`).
    ///
    /// ```4d
    /// If (True)
    ///     defer(ASSERT(True))
    ///     ASSERT(Deferred formulas.length=1)
    /// End if
    /// ```
    "Deferred formulas" 1861 special DeferredFormulas() -> Collection {}

    /// Gives a variable the empty value of its type (`commands/clear-variable`).
    ///
    /// ```4d
    /// var $n : Integer
    /// $n:=3
    /// CLEAR VARIABLE($n)
    /// ASSERT($n=0)
    /// ```
    "CLEAR VARIABLE" 89 special ClearVariable(variable: Variable) {}

    /// Name of the running method: `method`, `Class.function` or `Class:constructor` (`commands/current-method-name`).
    ///
    /// ```4d
    /// ASSERT(Length(Current method name)>0)
    /// ```
    "Current method name" 684 special CurrentMethodName() -> Text {}

    /// A pointer to a process or interprocess variable by its name (`commands/get-pointer`).
    ///
    /// ```4d
    /// vCounter:=4
    /// ASSERT(Get pointer("vCounter")->=4)
    /// ```
    "Get pointer" 304 special GetPointer(name: Text) -> Pointer {}

    /// The running methods, innermost first: a collection of objects with `type`, `name`, `line` and `formula`
    /// (`commands/call-chain`).
    ///
    /// ```4d
    /// ASSERT(Call chain.length>0)
    /// ```
    "Call chain" 1662 special CallChain() -> Collection {}

    /// Raises error −10518 when the condition is False. The arguments are not evaluated when assertions are off
    /// (`commands/assert`).
    ///
    /// ```4d
    /// Try(ASSERT(False; "no"))
    /// ASSERT(Last errors[0].errCode=-10518)
    /// ```
    "ASSERT" 1129 special Assert(condition: Expression, text: Text) {}

    /// As `ASSERT`, and gives the condition's value (`commands/asserted`).
    ///
    /// ```4d
    /// ASSERT(Asserted(True))
    /// ```
    "Asserted" 1132 special Asserted(condition: Expression, text: Text) -> Boolean {}

    /// Installs a method for events of keyboard and mouse (`commands/on-event-call`).
    ///
    /// Headless: there are no such events, so the method is never called; `Method called on event` gives its name.
    ///
    /// ```4d
    /// ON EVENT CALL("watch events")
    /// ASSERT(Method called on event="watch events")
    /// ON EVENT CALL("")
    /// ```
    "ON EVENT CALL" 190 fn on_event_call(_host, event_method: &Text, _process_name: Option<&Text>) {
        EVENT_METHOD.set(event_method.to_string());
        Ok(())
    }

    /// Name of the method that `ON EVENT CALL` installed (`commands/method-called-on-event`).
    ///
    /// ```4d
    /// ASSERT(Method called on event="")
    /// ```
    "Method called on event" 705 fn method_called_on_event(_host) -> Text {
        Ok(EVENT_METHOD.with_borrow(|name| Text::from(name.as_str())))
    }

    /// Keeps the event at hand from going further (`commands/filter-event`).
    ///
    /// Headless: there are no events, so it does nothing.
    ///
    /// ```4d
    /// FILTER EVENT
    /// ASSERT(True)
    /// ```
    "FILTER EVENT" 321 fn filter_event(_host) { Ok(()) }

    /// Turns assertions on or off, for all processes or with `*` for this one (`commands/set-assert-enabled`).
    ///
    /// ```4d
    /// SET ASSERT ENABLED(False; *)
    /// ASSERT(False)
    /// SET ASSERT ENABLED(True; *)
    /// ```
    "SET ASSERT ENABLED" 1131 fn set_assert_enabled(host, assertions: bool, this_process: Star) {
        if this_process.0 {
            host.process().asserts.store(assertions, std::sync::atomic::Ordering::Relaxed);
        } else {
            host.app().set_asserts(assertions);
        }
        Ok(())
    }

    /// True when assertions are checked in this process (`commands/get-assert-enabled`).
    ///
    /// ```4d
    /// ASSERT(Get assert enabled)
    /// ```
    "Get assert enabled" 1130 fn get_assert_enabled(host) -> bool {
        Ok(host.app().asserts() && host.process().asserts.load(std::sync::atomic::Ordering::Relaxed))
    }

    /// The errors of the last failure, or Null (`commands/last-errors`).
    ///
    /// ```4d
    /// Try(throw({errCode: 7; message: "seven"; extra: "x"}))
    /// ASSERT(Last errors[0].extra="x")
    /// ```
    "Last errors" 1799 fn last_errors(host) -> Value {
        let errors = host.last_errors();
        if errors.is_empty() {
            // Published code asks `Last errors.length` after what raised none.
            return Ok(Value::Unassigned);
        }
        let entry = |error: &Error| {
            let object = Object::from_pairs([
                ("errCode", Value::Int(error.code)),
                ("message", Value::from(error.message.as_str())),
                ("componentSignature", Value::from(error.signature.as_str())),
            ]);
            if let Some(Value::Object(thrown)) = &error.thrown {
                for (name, value) in thrown.entries() {
                    if !object.has(&name) {
                        object.set_text(&name, value);
                    }
                }
            }
            Value::from(object)
        };
        Ok(Value::from(errors.iter().map(entry).collect::<Vec<_>>()))
    }

    /// Installs the method that is called on errors of this process, or with `ek global` of all processes that have none of
    /// their own; an empty name removes it. After the method returned,
    /// the line after the failed one runs (`commands/on-err-call`).
    ///
    /// ```4d
    /// ON ERR CALL("")
    /// ASSERT(Method called on error="")
    /// ```
    "ON ERR CALL" 155 fn on_err_call(host, method: &Text, scope: Option<i32>) {
        host.set_error_handler(scope_of(scope)?, (!method.is_empty()).then(|| method.clone()));
        Ok(())
    }

    /// Name of the method that is called on errors (`commands/method-called-on-error`).
    ///
    /// ```4d
    /// ASSERT(Method called on error="")
    /// ```
    "Method called on error" 704 fn method_called_on_error(host, scope: Option<i32>) -> Text {
        Ok(host.error_handler(scope_of(scope)?).unwrap_or_default())
    }

    /// Ends the running code: the message of a worker, or the process (`commands/abort`).
    ///
    /// ```4d
    /// ASSERT(True)
    /// ```
    "ABORT" 156 fn abort(_host) {
        Err(Error::abort())
    }
}
