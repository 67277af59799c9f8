//! The exports of a journey.

use crate::item::{Function, Journey, Returns, Role};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// The item, and its exports beside it.
pub(crate) fn emit(journey: &Journey) -> TokenStream {
    let item = &journey.item;
    let state = state(journey);
    let mut exports = vec![run(journey), plan(journey)];
    exports.extend(journey.stage("setup").map(|f| setup(journey, f)));
    if journey.state.is_some() || journey.stage("start").is_some() {
        exports.push(start(journey));
    }
    for stage in ["stop", "teardown"] {
        exports.extend(journey.stage(stage).map(|f| export(stage, quote!((), String), &outcome(journey, f))));
    }
    quote! {
        #[allow(clippy::ptr_arg, reason = "what `setup` returned is taken as `&Type`, also where that is a Vec or a String")]
        #item
        #[doc(hidden)]
        const _: () = {
            struct Exports;
            #state
            #(#exports)*
        };
    }
}

/// The user's state, made by `start` or by default.
fn state(journey: &Journey) -> TokenStream {
    let Some(ty) = &journey.state else { return TokenStream::new() };
    let made = match journey.stage("start") {
        Some(start) => {
            let call = called(start, quote!());
            with_data(start, &quote!(::throng_sdk::stage::State::<#ty>::state(#call)))
        }
        None => quote!(::core::result::Result::<#ty, ::std::string::String>::Ok(::core::default::Default::default())),
    };
    quote! {
        ::std::thread_local! {
            static STATE: ::core::cell::RefCell<::core::option::Option<#ty>> = const { ::core::cell::RefCell::new(None) };
        }
        fn made() -> ::core::result::Result<#ty, ::std::string::String> { #made }
    }
}

fn export(stage: &str, result: TokenStream, body: &TokenStream) -> TokenStream {
    let (stage, export) = (format_ident!("{stage}"), format_ident!("export_{stage}"));
    let result =
        if result.is_empty() { quote!(::std::string::String) } else { quote!(::core::result::Result<#result>) };
    quote! {
        impl ::throng_sdk::stage::#stage::Guest for Exports {
            fn #stage() -> #result { #body }
        }
        ::throng_sdk::stage::#stage::#export!(Exports with_types_in ::throng_sdk::stage::#stage);
    }
}

/// The call alone; `first` is the state, where the function takes it.
fn called(function: &Function, first: TokenStream) -> TokenStream {
    let path = &function.path;
    let data = function.data.as_ref().map(|_| quote!(data));
    let call = quote!(#path(#first #data));
    if function.is_async { quote!(::throng_sdk::wait::block_on(#call)) } else { call }
}

/// Lets `inside` see what setup returned, as `data`.
fn with_data(function: &Function, inside: &TokenStream) -> TokenStream {
    let Some(ty) = &function.data else { return inside.clone() };
    quote! {{
        ::std::thread_local! {
            static DATA: ::throng_sdk::stage::SetupData<#ty> = const { ::throng_sdk::stage::SetupData::new() };
        }
        DATA.with(|data| { let data = data.get()?; #inside })
    }}
}

/// The call, with whatever it needs, as `Result<(), String>`.
fn outcome(journey: &Journey, function: &Function) -> TokenStream {
    if !function.receiver || journey.state.is_none() {
        let call = called(function, quote!());
        return with_data(function, &quote!(::throng_sdk::stage::Outcome::outcome(#call)));
    }
    let call = called(function, quote!(state,));
    let inside = with_data(function, &quote!(::throng_sdk::stage::Outcome::outcome(#call)));
    quote! {
        STATE.with_borrow_mut(|state| {
            if state.is_none() {
                *state = Some(made()?);
            }
            let state = state.as_mut().expect("made above");
            #inside
        })
    }
}

fn start(journey: &Journey) -> TokenStream {
    let body = match (&journey.state, journey.stage("start")) {
        (None, Some(start)) => outcome(journey, start),
        _ => quote! {
            let state = made()?;
            STATE.set(Some(state));
            Ok(())
        },
    };
    export("start", quote!((), String), &body)
}

fn setup(_: &Journey, function: &Function) -> TokenStream {
    let call = called(function, quote!());
    let value = match function.returns {
        Returns::Result => call,
        Returns::Value => quote!(::core::result::Result::<_, ::throng_sdk::Error>::Ok(#call)),
    };
    export("setup", quote!(String, String), &quote!(::throng_sdk::stage::setup_text(#value)))
}

fn plan(journey: &Journey) -> TokenStream {
    let body = match journey.stage("plan") {
        Some(plan) => {
            let call = called(plan, quote!());
            quote!(::throng_sdk::stage::plan_text(#call))
        }
        None => quote!(::throng_sdk::stage::metrics_text()),
    };
    export("plan", quote!(), &body)
}

/// By scenario, then `run`, then the tasks.
fn run(journey: &Journey) -> TokenStream {
    let scenarios: Vec<TokenStream> = journey
        .functions
        .iter()
        .filter_map(|f| match &f.role {
            Role::Scenario(name) => Some((name, outcome(journey, f))),
            _ => None,
        })
        .map(|(name, call)| quote!(#name => { #call }))
        .collect();
    let rest = match journey.stage("run") {
        Some(run) => outcome(journey, run),
        None => tasks(journey),
    };
    let body = if scenarios.is_empty() {
        rest
    } else {
        quote!(match ::throng_sdk::vu::scenario().as_str() { #(#scenarios)* _ => { #rest } })
    };
    let body = match &journey.options.wait {
        Some(wait) => quote! {
            let outcome = (|| { #body })();
            (#wait).think();
            outcome
        },
        None => body,
    };
    export("run", quote!((), String), &body)
}

fn tasks(journey: &Journey) -> TokenStream {
    let (weights, calls): (Vec<_>, Vec<_>) = journey
        .functions
        .iter()
        .filter_map(|f| match &f.role {
            Role::Task(weight) => Some((weight, outcome(journey, f))),
            _ => None,
        })
        .unzip();
    let index = 0..calls.len();
    let none = quote!(Err(::std::format!("the journey has no function for scenario {}", ::throng_sdk::vu::scenario())));
    if calls.is_empty() {
        return none;
    }
    quote! {
        match ::throng_sdk::tasks::choose_task(&[#(#weights),*]) {
            #(#index => { #calls })*
            _ => ::core::result::Result::<(), ::std::string::String>::Ok(()),
        }
    }
}
