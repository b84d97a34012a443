//! A program: an immutable snapshot of methods and classes that all processes share.
//!
//! Sources are parsed when the snapshot is built, bodies are lowered when they are first called. Numbers of classes,
//! functions and variables are stable by name, so values made under one snapshot work under the next.

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};

use four_runtime::class::{ClassKind, parent_of, set_parent, user_class};
use four_runtime::error::CallSite;
use four_runtime::host::DesignObject;
use four_runtime::{ClassRef, Symbol};
use four_syntax::ast::{self, ClassFile, FunctionDecl, FunctionKind, MethodFile, SourceFile};
use four_syntax::{Diagnostic, FileKind, Names, Parsed, Source};

use crate::aliases;
use crate::body::{Body, BodyInfo, BodyKind};
use crate::catalog::Catalog;
use crate::components::{self, Components, Space};
use crate::lower;
use crate::names::VariableNames;
use crate::node::Ty;
use crate::reading;

/// Symbols that the evaluator looks for.
pub struct CommonSymbols {
    /// `new`
    pub new: Symbol,
    /// The class of collections.
    pub collection: Option<&'static four_runtime::registry::NativeClass>,
}

/// What a function of a class is called for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// `Function f`.
    Plain,
    /// `Function get f`.
    Get,
    /// `Function set f`.
    Set,
}

/// A source file of a program before it is read.
pub struct Input {
    /// The text, with the path to show.
    pub source: Arc<Source>,
    /// What the file is.
    pub kind: InputKind,
}

/// What a source file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InputKind {
    /// A project method of this name.
    Method(String),
    /// A database method of this file name, such as `onStartup`.
    DatabaseMethod(String),
    /// A class of this name.
    Class(String),
    /// The file that was started; not callable by name.
    Main,
    /// A part of the component with this namespace.
    Component(Arc<str>, Box<InputKind>),
}

/// The name of the method that a source which nothing names holds: that of its file, without folder and extension.
pub fn name_of_main(source: &str) -> String {
    let stem = std::path::Path::new(source).file_stem();
    stem.map_or_else(|| "main".into(), |stem| stem.to_string_lossy().into_owned())
}

/// A method.
pub struct MethodDef {
    /// Its name.
    pub name: String,
    /// Number of its source.
    pub file: u32,
    tree: MethodFile,
    info: &'static BodyInfo,
    body: OnceLock<Body>,
}

impl MethodDef {
    /// What the declared result tells of the values of a call.
    pub fn result_ty(&self) -> Ty {
        let declared = self.tree.declare.as_ref().and_then(|declare| declare.result.as_ref()?.ty.as_ref());
        match declared.map(|ty| &ty.kind) {
            Some(ast::TypeKind::Integer) => Ty::Int(31),
            Some(ast::TypeKind::Real) => Ty::Real,
            Some(ast::TypeKind::Boolean) => Ty::Bool,
            Some(ast::TypeKind::Text) => Ty::Text,
            _ => Ty::Any,
        }
    }

    /// The executable body, lowered on first use.
    #[inline]
    pub fn body<'p>(&'p self, program: &'p Program) -> &'p Body {
        self.body.get_or_init(|| lower::method(program, &self.tree, self.info))
    }
}

/// A class.
pub struct ClassDef {
    /// The class as a value.
    pub class: ClassRef,
    /// Number of its source.
    pub file: u32,
    /// Its constructor.
    pub constructor: Option<FunctionDef>,
    /// True when the constructor must call that of a parent class.
    pub must_call_super: bool,
    /// True for `shared` classes.
    pub shared: bool,
    /// True for singletons of any kind.
    pub singleton: bool,
    /// True for session singletons.
    pub session: bool,
    /// True when this class or one above it has property initialisers.
    pub inherits_initialisers: bool,
    /// Names that a getter or setter of this class or one above it computes.
    computed: Vec<Symbol>,
    tree: ClassFile,
    initialiser: OnceLock<Option<Body>>,
    size: AtomicUsize,
}

impl ClassDef {
    /// The body that runs the property initialisers of this class.
    pub fn initialiser<'p>(&'p self, program: &'p Program) -> Option<&'p Body> {
        let lowered = self.initialiser.get_or_init(|| {
            let has_any = self.tree.properties.iter().any(|property| property.init.is_some());
            has_any.then(|| lower::initialiser(program, &self.tree, self.class, self.file))
        });
        lowered.as_ref()
    }

    /// How many properties the last instance had when it was constructed.
    pub fn instance_size(&self) -> usize {
        self.size.load(Ordering::Relaxed)
    }

    /// Remembers how many properties an instance has.
    pub fn learn_size(&self, size: usize) {
        if self.size.load(Ordering::Relaxed) != size {
            self.size.store(size.min(64), Ordering::Relaxed);
        }
    }
}

/// A function of a class, or its constructor.
pub struct FunctionDef {
    tree: FunctionDecl,
    info: &'static BodyInfo,
    guards_this: bool,
    body: OnceLock<Body>,
}

impl FunctionDef {
    fn new(tree: FunctionDecl, info: BodyInfo, guards_this: bool) -> FunctionDef {
        FunctionDef { tree, info: intern_info(info), guards_this, body: OnceLock::new() }
    }

    /// The executable body, lowered on first use.
    #[inline]
    pub fn body<'p>(&'p self, program: &'p Program) -> &'p Body {
        self.body.get_or_init(|| lower::function(program, &self.tree, self.info, self.guards_this))
    }
}

/// A message about a source file of the program.
pub struct Problem {
    /// Number of the source.
    pub file: u32,
    /// The message.
    pub diagnostic: Diagnostic,
}

/// A snapshot of a program.
pub struct Program {
    /// What is built in.
    pub catalog: &'static Catalog,
    /// Symbols that the evaluator looks for.
    pub symbols: CommonSymbols,
    /// Numbers of process variables.
    pub variable_names: Arc<VariableNames>,
    /// Sources by number.
    pub sources: Vec<Arc<Source>>,
    /// What each of them is.
    kinds: Vec<InputKind>,
    /// What is wrong with the sources.
    pub problems: Vec<Problem>,
    /// Names for parsing more code, such as formulas.
    pub names: Names,
    methods: Vec<MethodDef>,
    method_numbers: HashMap<String, u32>,
    pub(crate) components: Components,
    classes: Vec<Option<ClassDef>>,
    functions: Vec<Option<FunctionDef>>,
    main: Option<u32>,
}

impl Program {
    /// A program without anything, for processes between two messages.
    pub fn none() -> &'static Program {
        static NONE: LazyLock<Program> =
            LazyLock::new(|| Program::build(Catalog::empty(), Arc::default(), Vec::new()));
        &NONE
    }

    /// Reads the sources of a program.
    pub fn build(
        catalog: &'static Catalog,
        variable_names: Arc<VariableNames>,
        inputs: Vec<Input>,
    ) -> Program {
        let (names, components) = Components::of(catalog, &inputs);
        let mut program = Program {
            catalog,
            symbols: CommonSymbols { new: Symbol::intern("new"), collection: catalog.class("Collection") },
            variable_names,
            sources: Vec::new(),
            kinds: inputs.iter().map(|input| input.kind.clone()).collect(),
            problems: Vec::new(),
            names,
            methods: Vec::new(),
            method_numbers: HashMap::new(),
            components,
            classes: Vec::new(),
            functions: Vec::new(),
            main: None,
        };
        let placed: Vec<(Option<u16>, Input)> = inputs
            .into_iter()
            .map(|input| {
                let (space, kind) = program.components.place(input.kind);
                (space, Input { kind, ..input })
            })
            .collect();
        let bytes = placed.iter().map(|(_, input)| input.source.text().len()).sum();
        let parsed = reading::parse_all(&placed, bytes, |(space, input)| {
            let kind = match input.kind {
                InputKind::Class(_) => FileKind::Class,
                _ => FileKind::Method,
            };
            let names = program.components.space(*space).map_or(&program.names, |space| &space.names);
            four_syntax::parse(input.source.text(), names, kind)
        });
        let mut classes = Vec::new();
        for ((space, input), parsed) in placed.into_iter().zip(parsed) {
            program.add(space, input, parsed, &mut classes);
        }
        program.components.share(&mut program.method_numbers);
        program.link(classes);
        program
    }

    /// The same program with one source replaced, or added at the end, so that the numbers of all others stay.
    pub fn with_source(&self, kind: InputKind, source: Arc<Source>) -> Program {
        let same = |input: &Input| match (&input.kind, &kind) {
            (InputKind::Method(one), InputKind::Method(other))
            | (InputKind::DatabaseMethod(one), InputKind::DatabaseMethod(other)) => fold(one) == fold(other),
            (InputKind::Main, InputKind::Method(name)) => {
                fold(&name_of_main(input.source.name())) == fold(name)
            }
            (one, other) => one == other,
        };
        let mut inputs: Vec<Input> = self.inputs().collect();
        match inputs.iter_mut().find(|input| same(input)) {
            Some(input) => input.source = source,
            None => inputs.push(Input { source, kind }),
        }
        Program::build(self.catalog, self.variable_names.clone(), inputs)
    }

    /// The sources that the program was made of.
    pub fn inputs(&self) -> impl Iterator<Item = Input> {
        let own = self.kinds.iter().zip(&self.sources);
        own.map(|(kind, source)| Input { source: source.clone(), kind: kind.clone() })
    }

    fn add(
        &mut self,
        space: Option<u16>,
        input: Input,
        parsed: Parsed,
        classes: &mut Vec<(String, ClassFile, u32)>,
    ) {
        let file = self.sources.len() as u32;
        let shared = components::is_shared(&input);
        self.problems.extend(parsed.diagnostics.into_iter().map(|diagnostic| Problem { file, diagnostic }));
        self.sources.push(input.source);
        match (parsed.file, input.kind) {
            (SourceFile::Class(tree), InputKind::Class(name)) => {
                classes.push((self.components.class_name(space, &name), tree, file));
            }
            (SourceFile::Method(tree), kind) => {
                let (name, kind) = match kind {
                    InputKind::Method(name) => (name, BodyKind::Method),
                    InputKind::DatabaseMethod(name) => (name, BodyKind::DatabaseMethod),
                    _ => {
                        self.main = Some(self.methods.len() as u32);
                        (name_of_main(self.sources[file as usize].name()), BodyKind::Method)
                    }
                };
                if self.main != Some(self.methods.len() as u32) {
                    let number = self.methods.len() as u32;
                    match space {
                        None => self.method_numbers.insert(fold(&name), number),
                        Some(_) => self.components.add_method(space, &name, number),
                    };
                    if shared {
                        self.components.add_shared(&name, number);
                    }
                }
                let info = intern_info(BodyInfo { name: name.clone(), file, class: None, kind });
                self.methods.push(MethodDef { name, file, tree, info, body: OnceLock::new() });
            }
            (SourceFile::Class(_), _) => {}
        }
    }

    /// Gives classes their numbers, parents and functions.
    fn link(&mut self, mut files: Vec<(String, ClassFile, u32)>) {
        files.iter_mut().for_each(|(_, tree, _)| aliases::expand(tree));
        let own: Vec<ClassRef> = files.iter().map(|(name, ..)| user_class(name)).collect();
        for (class, (_, tree, _)) in own.iter().zip(&files) {
            set_parent(class, tree.extends.as_ref().and_then(|path| self.parent_class(path, class, &own)));
        }
        let with_constructor: Vec<ClassRef> = own
            .iter()
            .zip(&files)
            .filter(|(_, (_, tree, _))| tree.constructor.is_some())
            .map(|(class, _)| *class)
            .collect();
        let computing: Vec<(ClassRef, Vec<Symbol>)> = own
            .iter()
            .zip(&files)
            .map(|(class, (_, tree, _))| {
                let computed = tree.functions.iter().filter(|function| role(function) != Some(Role::Plain));
                (*class, computed.map(|function| Symbol::intern(&function.name.name)).collect())
            })
            .collect();
        let initialising: Vec<ClassRef> = own
            .iter()
            .zip(&files)
            .filter(|(_, (_, tree, _))| tree.properties.iter().any(|property| property.init.is_some()))
            .map(|(class, _)| *class)
            .collect();
        for (class, (_, tree, file)) in own.iter().zip(files) {
            let above: Vec<ClassRef> = ancestors(class).collect();
            let contains =
                |set: &[ClassRef], class: &ClassRef| set.iter().any(|other| std::ptr::eq(*other, *class));
            let computed = above
                .iter()
                .flat_map(|class| computing.iter().filter(|(other, _)| std::ptr::eq(*other, *class)))
                .flat_map(|(_, names)| names.iter().copied())
                .collect();
            let must_call_super = tree.constructor.is_some()
                && above[1..].iter().any(|class| contains(&with_constructor, class));
            let inherits_initialisers = above.iter().any(|class| contains(&initialising, class));
            self.add_class(class, tree, file, computed, must_call_super, inherits_initialisers);
        }
    }

    fn add_class(
        &mut self,
        class: ClassRef,
        mut tree: ClassFile,
        file: u32,
        computed: Vec<Symbol>,
        must_call_super: bool,
        inherits_initialisers: bool,
    ) {
        let ClassKind::User(number) = class.kind else { return };
        for function in std::mem::take(&mut tree.functions) {
            let Some(role) = role(&function) else { continue };
            let name = format!("{}.{}", class.name, function.name.name);
            let id = function_number(number, Symbol::intern(&function.name.name), role) as usize;
            if id >= self.functions.len() {
                self.functions.resize_with(id + 1, || None);
            }
            let info = BodyInfo { name, file, class: Some(class), kind: BodyKind::Function };
            self.functions[id] = Some(FunctionDef::new(function, info, false));
        }
        let modifiers =
            tree.constructor.as_ref().map(|constructor| constructor.modifiers).unwrap_or_default();
        let constructor = tree.constructor.take().map(|constructor| {
            let name = format!("{}:constructor", class.name);
            let info = BodyInfo { name, file, class: Some(class), kind: BodyKind::Constructor };
            FunctionDef::new(constructor, info, must_call_super)
        });
        let index = number as usize;
        if index >= self.classes.len() {
            self.classes.resize_with(index + 1, || None);
        }
        self.classes[index] = Some(ClassDef {
            class,
            file,
            constructor,
            must_call_super,
            shared: modifiers.shared,
            singleton: modifiers.singleton,
            session: modifiers.session,
            inherits_initialisers,
            computed,
            tree,
            initialiser: OnceLock::new(),
            size: AtomicUsize::new(0),
        });
    }

    fn parent_class(&self, path: &ast::ClassPath, child: ClassRef, own: &[ClassRef]) -> Option<ClassRef> {
        let space = child.full_name.rsplit_once('.').map(|(space, _)| space);
        let find = |name: &str| own.iter().find(|class| class.full_name == *name).copied();
        let words: Vec<&str> = path.path.iter().map(|word| &**word).collect();
        match words.as_slice() {
            ["4D", name] => self.catalog.class(name).map(four_runtime::class::native_class),
            [name] | ["cs", name] => {
                let user = find(&components::full_name(space, name));
                user.or_else(|| self.catalog.class(name).map(four_runtime::class::native_class))
            }
            ["cs", space, name] | [space, name] => find(&components::full_name(Some(space), name)),
            _ => None,
        }
    }

    /// The method that the program starts with.
    pub fn main(&self) -> Option<&MethodDef> {
        self.main.and_then(|main| self.method(main))
    }

    /// A method by number.
    #[inline]
    pub fn method(&self, number: u32) -> Option<&MethodDef> {
        self.methods.get(number as usize)
    }

    /// Number of the method of this name; case does not count. `space␁name` is a method of a component.
    pub fn method_number(&self, name: &str) -> Option<u32> {
        if let Some((space, name)) = name.split_once(components::SEPARATOR) {
            return self.components.method(self.components.named(space), name);
        }
        self.method_numbers.get(&fold(name)).copied()
    }

    /// The method of this name; case does not count.
    pub fn method_named(&self, name: &str) -> Option<&MethodDef> {
        self.method_number(name).and_then(|number| self.method(number))
    }

    /// All methods.
    pub fn methods(&self) -> &[MethodDef] {
        &self.methods
    }

    /// A class by number.
    #[inline]
    pub fn class(&self, number: u32) -> Option<&ClassDef> {
        self.classes.get(number as usize)?.as_ref()
    }

    /// The class of this name, `space.name` for one of a component; case counts.
    pub fn class_named(&self, name: &str) -> Option<&ClassDef> {
        self.classes().find(|class| class.class.full_name == name)
    }

    /// Number of the method that code of a component, or of the host, means by a name.
    pub fn method_number_in(&self, space: Option<&Space>, name: &str) -> Option<u32> {
        match space {
            Some(_) if !name.contains(components::SEPARATOR) => self.components.method(space, name),
            _ => self.method_number(name),
        }
    }

    /// The component that a source belongs to.
    pub fn space_of(&self, file: u32) -> Option<&Space> {
        self.components.space_of(file)
    }

    /// Number of the process or interprocess variable that code of a component, or of the host, means by a name.
    pub fn variable_number(&self, space: Option<&Space>, name: &str) -> u32 {
        match space {
            Some(space) => self.variable_names.number(&space.variable(name)),
            None => self.variable_names.number(name),
        }
    }

    /// What the program consists of (`commands/method-get-paths`).
    pub fn design(&self) -> Vec<DesignObject> {
        self.design_files().map(|(object, _)| object).collect()
    }

    /// What the program consists of, each with the number of its source.
    pub fn design_files(&self) -> impl Iterator<Item = (DesignObject, u32)> {
        let methods = self.methods.iter().map(|method| (method.name.as_str(), method.info.kind, method.file));
        let classes = self.classes().map(|class| (class.class.name.as_str(), BodyKind::Function, class.file));
        let own = methods.chain(classes).filter(|(.., file)| self.space_of(*file).is_none());
        own.map(|(name, body, file)| {
            let kind = match body {
                BodyKind::DatabaseMethod => 2,
                BodyKind::Function | BodyKind::Constructor => 32,
                BodyKind::Method | BodyKind::Formula => 1,
            };
            let path = design_path(body, name);
            let file_name = self.sources.get(file as usize).map(|source| source.name()).unwrap_or_default();
            (DesignObject { path, kind, name: name.to_owned(), file: file_name.into() }, file)
        })
    }

    /// All classes of the program.
    pub fn classes(&self) -> impl Iterator<Item = &ClassDef> {
        self.classes.iter().flatten()
    }

    /// The user class that a class extends.
    pub fn parent(&self, class: &ClassDef) -> Option<&ClassDef> {
        match parent_of(class.class)?.kind {
            ClassKind::User(number) => self.class(number),
            ClassKind::Native(_) => None,
        }
    }

    /// A function of a class itself.
    pub fn function(&self, class: u32, name: Symbol, role: Role) -> Option<&FunctionDef> {
        let id = known_function(class, name, role)?;
        self.function_by_id(id)
    }

    /// A plain function of a class itself that is called over and over: the last one is found without its table.
    pub fn callback(&self, class: u32, name: Symbol) -> Option<&FunctionDef> {
        thread_local! {
            static LAST: Cell<Option<(u32, Symbol, u32)>> = const { Cell::new(None) };
        }
        let id = match LAST.get() {
            Some((known, of, id)) if known == class && of == name => id,
            _ => {
                let id = known_function(class, name, Role::Plain)?;
                LAST.set(Some((class, name, id)));
                id
            }
        };
        self.function_by_id(id)
    }

    /// A function by its stable number.
    #[inline]
    pub fn function_by_id(&self, id: u32) -> Option<&FunctionDef> {
        self.functions.get(id as usize)?.as_ref()
    }

    /// A plain function of a class or of one above it, with its stable number.
    pub fn inherited_function(&self, class: ClassRef, name: Symbol) -> Option<(u32, &FunctionDef)> {
        ancestors(class).find_map(|class| {
            let ClassKind::User(number) = class.kind else { return None };
            let id = known_function(number, name, Role::Plain)?;
            self.function_by_id(id).map(|function| (id, function))
        })
    }

    /// Names of the functions of a class itself.
    pub fn function_names(&self, class: ClassRef) -> Vec<String> {
        let here = self
            .functions
            .iter()
            .flatten()
            .filter(|function| function.info.class.is_some_and(|of| std::ptr::eq(of, class)));
        here.map(|function| function.tree.name.name.to_string()).collect()
    }

    /// The line of a function's header from its name on, as it is written.
    pub fn header(&self, function: &FunctionDef) -> Option<String> {
        self.line_from(function.info.file, function.tree.name.span.start)
    }

    /// The `#DECLARE` line of a method, as it is written.
    pub fn method_header(&self, method: &MethodDef) -> Option<String> {
        self.line_from(method.file, method.tree.declare.as_ref()?.span.start)
    }

    fn line_from(&self, file: u32, start: u32) -> Option<String> {
        let source = self.source(file)?;
        let line = source.text().get(start as usize..)?.lines().next()?;
        Some(line.split("//").next().unwrap_or(line).trim_end().to_owned())
    }

    /// True when assigning the property of an instance needs neither setter nor check.
    #[inline]
    pub fn assigns_directly(&self, class: ClassRef, name: Symbol) -> bool {
        match class.kind {
            ClassKind::User(number) => {
                self.class(number).is_some_and(|class| !class.computed.contains(&name))
            }
            ClassKind::Native(_) => false,
        }
    }

    /// A source by number; lines typed at a prompt are found as well.
    pub fn source(&self, file: u32) -> Option<Arc<Source>> {
        self.sources.get(file as usize).cloned().or_else(|| crate::session::prompt_source(file))
    }

    /// The line, as 4D counts it, and the source text of a place.
    pub fn line_of(&self, site: &CallSite) -> (usize, String) {
        let Some(source) = self.source(site.file) else { return (0, String::new()) };
        let text = source.slice(ast::Span::new(site.span.0, site.span.1)).to_owned();
        (source.method_line(site.span.0) as usize, text)
    }
}

/// Path of a method or class by the kind of its body: `name`, `[databaseMethod]/name`, `[class]/name`.
pub fn design_path(body: BodyKind, name: &str) -> String {
    match body {
        BodyKind::Method | BodyKind::Formula => name.to_owned(),
        BodyKind::DatabaseMethod => format!("[databaseMethod]/{name}"),
        BodyKind::Function | BodyKind::Constructor => format!("[class]/{name}"),
    }
}

/// A class and those above it, itself first; a circle ends after a thousand.
fn ancestors(class: ClassRef) -> impl Iterator<Item = ClassRef> {
    std::iter::successors(Some(class), |class| parent_of(class)).take(1000)
}

fn role(function: &FunctionDecl) -> Option<Role> {
    match function.kind {
        FunctionKind::Plain => Some(Role::Plain),
        FunctionKind::Get => Some(Role::Get),
        FunctionKind::Set => Some(Role::Set),
        // These concern data classes, which four does not have.
        FunctionKind::Query | FunctionKind::OrderBy | FunctionKind::Event | FunctionKind::Constructor => None,
    }
}

/// Looked up for each call of a callback: a quick hash, as no key comes from outside.
type FunctionNumbers = HashMap<(u32, Symbol, Role), u32, foldhash::fast::RandomState>;

static FUNCTION_NUMBERS: LazyLock<Mutex<FunctionNumbers>> = LazyLock::new(Mutex::default);

/// The stable number of a function, made on first use.
fn function_number(class: u32, name: Symbol, role: Role) -> u32 {
    let mut numbers = FUNCTION_NUMBERS.lock().unwrap_or_else(PoisonError::into_inner);
    let next = numbers.len() as u32;
    *numbers.entry((class, name, role)).or_insert(next)
}

fn known_function(class: u32, name: Symbol, role: Role) -> Option<u32> {
    FUNCTION_NUMBERS.lock().unwrap_or_else(PoisonError::into_inner).get(&(class, name, role)).copied()
}

/// Names fold their case, and any run of blanks counts as one (`Concepts/identifiers`).
pub fn fold(name: &str) -> String {
    // Most names are one word of ASCII, and there are many when a program is lowered.
    if name.bytes().all(|byte| byte.is_ascii_graphic()) {
        return name.to_ascii_lowercase();
    }
    name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// The info of a body, kept for ever; the same for equal bodies, so that reloading does not pile them up.
pub fn intern_info(info: BodyInfo) -> &'static BodyInfo {
    static INFOS: LazyLock<Mutex<HashMap<(String, u32), &'static BodyInfo>>> = LazyLock::new(Mutex::default);
    let mut infos = INFOS.lock().unwrap_or_else(PoisonError::into_inner);
    infos.entry((info.name.clone(), info.file)).or_insert_with(|| Box::leak(Box::new(info)))
}
