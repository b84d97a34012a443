//! Calls of built-in commands.

use std::mem::ManuallyDrop;

use four_runtime::registry::NativeFn;
use four_runtime::{Error, Value};

use super::place::Place;
use super::spanned;
use crate::cx::{Cx, R};
use crate::node::{Expr, Frame, Node, Span, Ty};

/// A call of a command, for a number of arguments known beforehand.
pub struct CallCommand<const N: usize> {
    /// What runs.
    pub run: NativeFn,
    /// The arguments, in the order of the parameters.
    pub args: [Expr; N],
    /// What is known of the result.
    pub ty: Ty,
    /// Place.
    pub span: Span,
}

impl<const N: usize> Node for CallCommand<N> {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        // Emptied below, where plain values cost nothing.
        let mut args = ManuallyDrop::new([const { Value::Undefined }; N]);
        let mut result = match self.fill(cx, frame, &mut args) {
            Ok(()) => (self.run)(cx, &mut *args),
            Err(raised) => {
                args.iter_mut().for_each(Value::clear);
                return Err(raised);
            }
        };
        args.iter_mut().for_each(Value::clear);
        match &mut result {
            Ok(value) => {
                let value = value.take_parts();
                std::mem::forget(result); // what stayed is plain
                Ok(value)
            }
            Err(_) => result.map_err(|error| cx.raise(self.span, error)),
        }
    }
    fn ty(&self) -> Ty {
        self.ty
    }
}

impl<const N: usize> CallCommand<N> {
    #[inline(always)]
    #[expect(
        clippy::needless_range_loop,
        reason = "zipped iterators take longer to set up than there are arguments"
    )]
    fn fill(&self, cx: &mut Cx<'_>, frame: &mut Frame, args: &mut [Value; N]) -> R<()> {
        for index in 0..N {
            let mut value = self.args[index].eval(cx, frame);
            match &mut value {
                Ok(value) => args[index].put(value.take_parts()),
                Err(_) => return value.map(|_| ()),
            }
            std::mem::forget(value); // what stayed is plain
        }
        Ok(())
    }
}

/// A call of a command with many arguments, or one that writes to its arguments.
pub struct CallCommandWithPlaces {
    /// What runs.
    pub run: NativeFn,
    /// The arguments, in the order of the parameters.
    pub args: Box<[Expr]>,
    /// Arguments that the command may write to, by position.
    pub places: Box<[(usize, Box<dyn Place>)]>,
    /// Place.
    pub span: Span,
}

impl Node for CallCommandWithPlaces {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        let mut targets = Vec::with_capacity(self.places.len());
        let mut args = Vec::with_capacity(self.args.len());
        let mut places = self.places.iter();
        let mut next = places.next();
        for (index, expr) in self.args.iter().enumerate() {
            match next {
                Some((position, place)) if *position == index => {
                    let target = place.resolve(cx, frame)?;
                    args.push(target.load(cx, frame, self.span)?);
                    targets.push((index, target));
                    next = places.next();
                }
                _ => args.push(expr.eval(cx, frame)?),
            }
        }
        let result = (self.run)(cx, &mut args).map_err(|error| cx.raise(self.span, error))?;
        for (index, target) in targets {
            let value = std::mem::take(&mut args[index]);
            target.store(cx, frame, value, self.span)?;
        }
        Ok(result)
    }
}

/// A command that four does not have, or a name that nothing is known of: raises when it runs.
pub struct Missing {
    /// 4D's error code.
    pub code: i32,
    /// What is missing.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Place.
    pub span: Span,
}

impl Node for Missing {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, _frame: &mut Frame) -> R<Value> {
        let mut error = Error::new(self.code, self.message.clone());
        if let Some(help) = &self.help {
            error = error.with_help(help.clone());
        }
        Err(cx.raise(self.span, error))
    }
}

/// The node for a command without places.
pub fn call(run: NativeFn, args: Vec<Expr>, ty: Ty, span: Span) -> Expr {
    fn sized<const N: usize>(run: NativeFn, args: Vec<Expr>, ty: Ty, span: Span) -> Expr {
        match <[Expr; N]>::try_from(args) {
            Ok(args) => Box::new(CallCommand { run, args, ty, span }),
            Err(args) => {
                Box::new(CallCommandWithPlaces { run, args: args.into(), places: Box::default(), span })
            }
        }
    }
    match args.len() {
        0 => sized::<0>(run, args, ty, span),
        1 => sized::<1>(run, args, ty, span),
        2 => sized::<2>(run, args, ty, span),
        3 => sized::<3>(run, args, ty, span),
        _ => sized::<4>(run, args, ty, span),
    }
}
