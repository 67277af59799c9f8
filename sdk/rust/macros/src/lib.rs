//! The attribute macros of throng-sdk; see that crate.

mod emit;
mod item;
mod options;

use proc_macro::TokenStream;
use quote::quote;
use syn::parse_macro_input;

/// Makes a journey of a function, of a module, or of the `impl` block of a user's state.
///
/// On a function, that is `run`. In a module or an `impl`, these functions become stages of the journey, where present:
/// `run`, `setup` (once a run; what it returns is serialised), `start` and `stop` (once a user), `teardown` (once a run), `plan`
/// (defaults, as a JSON value or text). Each may be `async`, and return nothing or a `Result`. A parameter of a reference type is
/// what `setup` returned. Instead of `run` there may be functions with `#[task(WEIGHT)]`, of which each iteration does one, and
/// functions with `#[scenario]` or `#[scenario("name")]`, for the scenario of that name.
/// `#[journey(wait = between(1.0, 3.0))]` thinks after each iteration.
///
/// In an `impl` block, `start` returns the user's state (`Self` or a `Result` of it), and the others may take `&mut self`;
/// without `start` the state is `Default`.
///
/// ```
/// use throng_sdk::prelude::*;
///
/// struct Shop { token: String }
///
/// #[journey(wait = between(1.0, 3.0))]
/// impl Shop {
///     fn start() -> Result<Self> {
///         let r = post("/login").json(&json!({ "user": "u", "password": "p" }))?.send();
///         Ok(Self { token: r.pointer("/token").context("no token")? })
///     }
///     #[task(3)]
///     fn browse(&mut self) {
///         get("/items").bearer(&self.token).send();
///     }
///     #[task(1)]
///     fn buy(&mut self) -> Result {
///         post("/orders").bearer(&self.token).send().success()?;
///         Ok(())
///     }
/// }
/// ```
#[proc_macro_attribute]
pub fn journey(options: TokenStream, item: TokenStream) -> TokenStream {
    let options = parse_macro_input!(options as options::Options);
    let item = parse_macro_input!(item as syn::Item);
    match item::Journey::of(item, options) {
        Ok(journey) => emit::emit(&journey).into(),
        Err(error) => error.into_compile_error().into(),
    }
}

/// Declares a static metric in the journey's `plan` export, so that thresholds may name it.
#[proc_macro_attribute]
pub fn metric(_: TokenStream, item: TokenStream) -> TokenStream {
    let item = parse_macro_input!(item as syn::ItemStatic);
    let name = &item.ident;
    quote! {
        #item
        ::throng_sdk::inventory::submit! { #name.declaration() }
    }
    .into()
}
