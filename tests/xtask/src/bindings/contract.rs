//! The contract as the generators see it: functions whose parameters are a few kinds of value.

use anyhow::{Context as _, Result, bail};
use wit_parser::{FunctionKind, Handle, Resolve, Type, TypeDefKind, TypeId};

/// What a parameter or a result is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Bool,
    /// An unsigned number of so many bits.
    Number(u8),
    Float,
    /// Milliseconds.
    Duration,
    Text,
    Bytes,
    Fields,
    Texts,
    Numbers,
    /// A handle of this resource.
    Handle(String),
    /// A list of handles of this resource.
    Handles(String),
    Option(Box<Kind>),
}

/// Where a function stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Place {
    Free,
    Constructor,
    Static,
    Method,
}

/// One imported function.
#[derive(Debug)]
pub(super) struct Function {
    /// The core import's name: `[method]request.send`.
    pub(super) import: String,
    pub(super) place: Place,
    /// The resource that it belongs to, if any.
    pub(super) resource: Option<String>,
    /// As the contract has it: `send`.
    pub(super) name: String,
    pub(super) docs: String,
    /// Without the handle that a method is called on.
    pub(super) parameters: Vec<(String, Kind)>,
    pub(super) result: Option<Kind>,
}

/// One interface.
#[derive(Debug)]
pub(super) struct Interface {
    /// The core import's module: `throng:load/http@0.1.0`.
    pub(super) module: String,
    pub(super) name: String,
    pub(super) resources: Vec<(String, String)>,
    pub(super) functions: Vec<Function>,
}

impl Kind {
    /// The core types that it is passed as.
    pub(super) fn flat(&self) -> &'static [&'static str] {
        match self {
            Self::Number(64) => &["i64"],
            Self::Float | Self::Duration => &["f64"],
            Self::Bool | Self::Number(_) | Self::Handle(_) => &["i32"],
            Self::Option(_) => &["i32", "i32", "i32"],
            _ => &["i32", "i32"],
        }
    }

    /// Whether it is written to memory where the caller says, when it is a result.
    pub(super) fn is_written(&self) -> bool {
        self.flat().len() > 1
    }
}

/// Reads `wit/`.
pub(super) fn read() -> Result<Vec<Interface>> {
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_dir("wit")?;
    let world = resolve.select_world(&[package], Some("imports"))?;
    let mut interfaces = Vec::new();
    for item in resolve.worlds[world].imports.values() {
        if let wit_parser::WorldItem::Interface { id, .. } = item {
            interfaces.push(interface(&resolve, *id)?);
        }
    }
    interfaces.retain(|interface: &Interface| !interface.functions.is_empty());
    Ok(interfaces)
}

fn interface(resolve: &Resolve, id: wit_parser::InterfaceId) -> Result<Interface> {
    let interface = &resolve.interfaces[id];
    let name = interface.name.clone().context("an interface of a package has a name")?;
    let module = resolve.id_of(id).context("an interface of a package has an id")?;
    let is_resource = |id: &&TypeId| matches!(resolve.types[**id].kind, TypeDefKind::Resource);
    let resources = interface.types.values().filter(is_resource).map(|id| {
        let ty = &resolve.types[*id];
        (ty.name.clone().unwrap_or_default(), docs(&ty.docs))
    });
    let functions = interface.functions.values().map(|f| function(resolve, f)).collect::<Result<_>>()?;
    Ok(Interface { module, name, resources: resources.collect(), functions })
}

fn docs(docs: &wit_parser::Docs) -> String {
    docs.contents.clone().unwrap_or_default().trim().to_owned()
}

fn function(resolve: &Resolve, f: &wit_parser::Function) -> Result<Function> {
    let (place, resource) = match f.kind {
        FunctionKind::Freestanding => (Place::Free, None),
        FunctionKind::Method(id) => (Place::Method, Some(id)),
        FunctionKind::Static(id) => (Place::Static, Some(id)),
        FunctionKind::Constructor(id) => (Place::Constructor, Some(id)),
        _ => bail!("{}: async functions are not of this contract", f.name),
    };
    let skip = usize::from(place == Place::Method);
    let kinds = f.params.iter().skip(skip).map(|p| Ok((p.name.clone(), kind(resolve, &p.ty)?)));
    Ok(Function {
        import: f.name.clone(),
        place,
        resource: resource.and_then(|id| resolve.types[id].name.clone()),
        name: f.item_name().to_owned(),
        docs: docs(&f.docs),
        parameters: kinds.collect::<Result<_>>()?,
        result: f.result.as_ref().map(|ty| kind(resolve, ty)).transpose()?,
    })
}

fn kind(resolve: &Resolve, ty: &Type) -> Result<Kind> {
    Ok(match ty {
        Type::Bool => Kind::Bool,
        Type::U16 => Kind::Number(16),
        Type::U32 => Kind::Number(32),
        Type::U64 => Kind::Number(64),
        Type::F64 => Kind::Float,
        Type::String => Kind::Text,
        Type::Id(id) => defined(resolve, *id)?,
        other => bail!("no kind for {other:?}"),
    })
}

fn defined(resolve: &Resolve, id: TypeId) -> Result<Kind> {
    let ty = &resolve.types[id];
    if ty.name.as_deref() == Some("duration") {
        return Ok(Kind::Duration);
    }
    let named = |id: &TypeId| resolve.types[*id].name.clone().context("a resource has a name");
    Ok(match &ty.kind {
        TypeDefKind::Type(inner) => kind(resolve, inner)?,
        TypeDefKind::Handle(Handle::Own(id) | Handle::Borrow(id)) => Kind::Handle(named(id)?),
        TypeDefKind::Option(inner) => Kind::Option(Box::new(kind(resolve, inner)?)),
        TypeDefKind::Tuple(pair) if pair.types == [Type::String, Type::String] => Kind::Fields,
        TypeDefKind::List(Type::U8) => Kind::Bytes,
        TypeDefKind::List(inner) => match kind(resolve, inner)? {
            Kind::Text => Kind::Texts,
            Kind::Fields => Kind::Fields,
            Kind::Number(32) => Kind::Numbers,
            Kind::Handle(resource) => Kind::Handles(resource),
            other => bail!("no kind for a list of {other:?}"),
        },
        other => bail!("no kind for {other:?}"),
    })
}
