//! `#[journey(wait = between(1.0, 3.0))]`.

use syn::parse::{Parse, ParseStream};
use syn::{Expr, Ident, Token};

/// What stands in the attribute's brackets.
#[derive(Default)]
pub(crate) struct Options {
    /// The think time after each iteration.
    pub(crate) wait: Option<Expr>,
}

impl Parse for Options {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let mut options = Self::default();
        while !input.is_empty() {
            let key: Ident = input.parse()?;
            if key != "wait" {
                return Err(syn::Error::new(key.span(), "unknown option: write `wait = between(1.0, 3.0)`"));
            }
            input.parse::<Token![=]>()?;
            options.wait = Some(input.parse()?);
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(options)
    }
}
