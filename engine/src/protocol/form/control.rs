//! Controls of a form, and what each sends.

use bytes::Bytes;

use super::Sending;

/// One control.
pub(super) struct Control {
    pub(super) name: String,
    /// What it sends; of a file its name.
    pub(super) value: String,
    pub(super) kind: Kind,
    pub(super) disabled: bool,
}

pub(super) enum Kind {
    Text,
    /// A box or, of those with its name only one, a radio button.
    Box {
        ticked: bool,
        radio: bool,
    },
    List {
        several: bool,
        options: Vec<Choice>,
    },
    /// Content type and content of the chosen file.
    File {
        content: Option<(String, Bytes)>,
    },
    /// Sends only when pressed. Words: its id and text.
    Button {
        image: bool,
        words: Vec<String>,
        sending: Sending,
    },
}

/// An option of a list.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) chosen: bool,
    pub(super) disabled: bool,
}

/// One pair that is sent.
pub(super) struct Entry<'f> {
    pub(super) name: &'f str,
    pub(super) value: &'f str,
    pub(super) file: Option<(&'f str, &'f Bytes)>,
}

/// What a file field without a file sends.
static NO_FILE: Bytes = Bytes::new();

impl Control {
    pub(super) fn text(name: &str, value: &str) -> Self {
        Self { name: name.to_owned(), value: value.to_owned(), kind: Kind::Text, disabled: false }
    }

    /// What it sends; a button only where it was pressed.
    pub(super) fn entries(&self, pressed: bool) -> Vec<Entry<'_>> {
        let entry = |value| Entry { name: &self.name, value, file: None };
        if self.disabled || self.name.is_empty() {
            return Vec::new();
        }
        match &self.kind {
            Kind::Text => vec![entry(&self.value)],
            Kind::Box { ticked: true, .. } => vec![entry(&self.value)],
            Kind::Button { image: false, .. } if pressed => vec![entry(&self.value)],
            Kind::List { options, .. } => {
                let chosen = options.iter().filter(|choice| choice.chosen && !choice.disabled);
                chosen.map(|choice| entry(choice.value.as_str())).collect()
            }
            Kind::File { content } => {
                let (kind, content) = content.as_ref().map_or(("application/octet-stream", &NO_FILE), |(k, c)| (k, c));
                vec![Entry { name: &self.name, value: &self.value, file: Some((kind, content)) }]
            }
            Kind::Box { .. } | Kind::Button { .. } => Vec::new(),
        }
    }
}

/// Sets the controls of one name, as a user would.
pub(super) fn set(named: &mut [&mut Control], value: &str) {
    if named.iter().any(|control| matches!(control.kind, Kind::Box { .. })) {
        return tick(named, value);
    }
    let control = &mut *named[0];
    control.disabled = false;
    match &mut control.kind {
        Kind::List { several, options } => {
            for choice in options.iter_mut().filter(|choice| choice.value == value || !*several) {
                choice.chosen = choice.value == value;
            }
            if !options.iter().any(|choice| choice.value == value) {
                options.push(Choice { value: value.to_owned(), chosen: true, disabled: false });
            }
        }
        _ => value.clone_into(&mut control.value),
    }
}

/// Ticks the box or radio button of that value (and of a single box whatever is said); empty unticks.
fn tick(named: &mut [&mut Control], value: &str) {
    let known = named.iter().any(|control| control.value == value);
    for (at, control) in named.iter_mut().enumerate() {
        let this = control.value == value || (!known && at == 0 && !value.is_empty());
        let Kind::Box { ticked, radio } = &mut control.kind else { continue };
        if this {
            value.clone_into(&mut control.value);
            (*ticked, control.disabled) = (true, false);
        } else if *radio || value.is_empty() {
            *ticked = false;
        }
    }
}
