//! The item that bears `#[journey]`, and the functions that it has.

use crate::options::Options;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, FnArg, ImplItem, Item, LitInt, LitStr, Meta, ReturnType, Signature, Type};

const STAGES: [&str; 6] = ["run", "setup", "start", "stop", "teardown", "plan"];

/// An item with its journey functions.
pub(crate) struct Journey {
    /// The item itself, without the attributes that this macro knows.
    pub(crate) item: TokenStream,
    /// The type of the user's state, for an `impl` block.
    pub(crate) state: Option<Type>,
    pub(crate) functions: Vec<Function>,
    pub(crate) options: Options,
}

/// A function, and what it is for.
pub(crate) struct Function {
    pub(crate) role: Role,
    /// How it is called from beside the item: `run`, `shop::run`, `<Shop>::run`.
    pub(crate) path: TokenStream,
    pub(crate) is_async: bool,
    pub(crate) receiver: bool,
    /// The type of what `setup` returned, where the function takes it.
    pub(crate) data: Option<Type>,
    pub(crate) returns: Returns,
}

pub(crate) enum Role {
    Stage(String),
    Task(LitInt),
    Scenario(String),
}

pub(crate) enum Returns {
    /// A type called `Result`.
    Result,
    Value,
}

impl Journey {
    pub(crate) fn of(item: Item, options: Options) -> syn::Result<Self> {
        match item {
            Item::Fn(function) => {
                let name = &function.sig.ident;
                let run = Function::of(&function.sig, Role::Stage("run".into()), quote!(#name))?;
                Ok(Self { item: function.to_token_stream(), state: None, functions: vec![run], options })
            }
            Item::Mod(module) => Self::of_module(module, options),
            Item::Impl(block) => Self::of_impl(block, options),
            other => Err(syn::Error::new_spanned(other, "#[journey] goes on a function, a module or an impl block")),
        }
    }

    fn of_module(mut module: syn::ItemMod, options: Options) -> syn::Result<Self> {
        let name = module.ident.clone();
        let mut functions = vec![];
        let Some((_, items)) = &mut module.content else {
            return Err(syn::Error::new_spanned(module, "#[journey] needs the module's body: write `mod name { … }`"));
        };
        for item in items {
            let Item::Fn(function) = item else { continue };
            if let Some(role) = role(&mut function.attrs, &function.sig)? {
                let ident = &function.sig.ident;
                functions.push(Function::of(&function.sig, role, quote!(#name::#ident))?);
                if matches!(function.vis, syn::Visibility::Inherited) {
                    function.vis = syn::parse_quote!(pub(super));
                }
            }
        }
        Self { item: module.to_token_stream(), state: None, functions, options }.with_run(&module.ident)
    }

    fn of_impl(mut block: syn::ItemImpl, options: Options) -> syn::Result<Self> {
        let state = (*block.self_ty).clone();
        let mut functions = vec![];
        for item in &mut block.items {
            let ImplItem::Fn(function) = item else { continue };
            if let Some(role) = role(&mut function.attrs, &function.sig)? {
                let ident = &function.sig.ident;
                functions.push(Function::of(&function.sig, role, quote!(<#state>::#ident))?);
            }
        }
        Self { item: block.to_token_stream(), state: Some(state.clone()), functions, options }.with_run(&state)
    }

    fn with_run(self, place: &impl ToTokens) -> syn::Result<Self> {
        let runs = |f: &Function| !matches!(&f.role, Role::Stage(stage) if stage != "run");
        if self.functions.iter().any(runs) {
            return Ok(self);
        }
        Err(syn::Error::new_spanned(place, "no function `run`, and none with #[task(WEIGHT)] or #[scenario]"))
    }

    pub(crate) fn stage(&self, name: &str) -> Option<&Function> {
        self.functions.iter().find(|f| matches!(&f.role, Role::Stage(stage) if stage == name))
    }
}

impl Function {
    fn of(sig: &Signature, role: Role, path: TokenStream) -> syn::Result<Self> {
        let returns = match &sig.output {
            ReturnType::Type(_, ty) if called_result(ty) => Returns::Result,
            _ => Returns::Value,
        };
        let receiver = sig.receiver().is_some();
        let mut data = None;
        for input in sig.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(input) => Some(input),
            FnArg::Receiver(_) => None,
        }) {
            match &*input.ty {
                Type::Reference(reference) if data.is_none() => data = Some((*reference.elem).clone()),
                ty => {
                    return Err(syn::Error::new_spanned(ty, "the one parameter is what setup returned: write `&Type`"));
                }
            }
        }
        Ok(Self { role, path, is_async: sig.asyncness.is_some(), receiver, data, returns })
    }
}

fn called_result(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Result"))
}

/// Takes `#[task(…)]` or `#[scenario]` off the function, and says what it is for.
fn role(attributes: &mut Vec<Attribute>, sig: &Signature) -> syn::Result<Option<Role>> {
    let name = sig.ident.to_string();
    let known = attributes.iter().position(|a| a.path().is_ident("task") || a.path().is_ident("scenario"));
    let Some(index) = known else {
        return Ok(STAGES.contains(&name.as_str()).then_some(Role::Stage(name)));
    };
    let attribute = attributes.remove(index);
    let bare = matches!(attribute.meta, Meta::Path(_));
    Ok(Some(match (attribute.path().is_ident("task"), bare) {
        (true, true) => Role::Task(syn::parse_quote!(1)),
        (true, false) => Role::Task(attribute.parse_args()?),
        (false, true) => Role::Scenario(name),
        (false, false) => Role::Scenario(attribute.parse_args::<LitStr>()?.value()),
    }))
}
