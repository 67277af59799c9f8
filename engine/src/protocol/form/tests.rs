use super::*;

const PAGE: &str = r#"<!doctype html><form id=other><input name=no value=1></form>
<form id="login" action="/login?next=1#top" method="POST">
  <input type="hidden" name="csrf" value="t0&amp;ken"><input name="user" value="ann"><input name=gone disabled value=1>
  <input type=checkbox name=stay checked><input type=checkbox name=news value=weekly>
  <input type=radio name=plan value=a checked><input type=radio name=plan value=b>
  <select name=size><option disabled>pick<option value=S>small<option> large  one </select>
  <select name=tags multiple><option selected>x<option>y<option selected>z</select>
  <fieldset disabled><legend><input name=legend value=kept></legend><input name=inside value=1></fieldset>
  <textarea name=text>
one
two</textarea><input type=file name=photo><input type=reset name=r value=r><input value=nameless>
  <button name=do value=save>Save  it</button><button id=rm name=do value=remove formaction="/rm" formmethod=get>Remove</button>
</form><input form=login name=outside value=9>"#;

fn form(css: &str) -> Form {
    parse::form(PAGE, "https://ann:pw@h.test/page#x", css).unwrap().unwrap()
}

fn fields(form: &Form) -> String {
    form.fields().iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("|")
}

#[test]
fn a_form_is_filled_by_its_page() {
    let form = form("#login");
    assert_eq!(
        fields(&form),
        "csrf=t0&ken|user=ann|stay=on|plan=a|size=S|tags=x|tags=z|legend=kept|text=one\r\ntwo|photo=|outside=9"
    );
    assert_eq!(
        (form.value("plan"), form.value("news"), form.value("tags")),
        (Some("a".into()), None, Some("x".into()))
    );
    assert!(parse::form(PAGE, "https://h.test/", "#none").unwrap().is_none());
    assert!(parse::form(PAGE, "https://h.test/", "form[").is_err());
}

#[test]
fn a_user_fills_it() {
    let mut form = form("form[method]");
    for (name, value) in [
        ("user", "bob"),
        ("stay", ""),
        ("news", "weekly"),
        ("plan", "b"),
        ("size", "large one"),
        ("tags", "y"),
        ("gone", "2"),
        ("added", "by script"),
    ] {
        form.set(name, value);
    }
    assert_eq!(
        fields(&form),
        "csrf=t0&ken|user=bob|gone=2|news=weekly|plan=b|size=large one|tags=x|tags=y|tags=z|legend=kept\
         |text=one\r\ntwo|photo=|outside=9|added=by script"
    );
}

#[test]
fn a_box_without_that_value_is_ticked_with_it() {
    let mut form = form("#login");
    form.set("stay", "yes");
    form.set("size", "XXL");
    assert_eq!((form.value("stay"), form.value("size")), (Some("yes".into()), Some("XXL".into())));
}

#[test]
fn only_the_pressed_button_is_sent() {
    let mut form = form("#login");
    assert!(!form.press("nothing"));
    assert!(form.press("Save it"));
    assert_eq!(form.value("do").as_deref(), Some("save"));
    let sent = form.request();
    assert_eq!((sent.method(), sent.url()), ("POST", "https://ann:pw@h.test/login?next=1"));
    assert!(form.press("rm"));
    let sent = form.request();
    assert_eq!(sent.method(), "GET");
    assert!(sent.url().starts_with("https://ann:pw@h.test/rm?csrf=t0%26ken&user=ann&stay=on&"), "{}", sent.url());
    assert!(sent.url().ends_with("&do=remove&outside=9"), "{}", sent.url());
}

#[test]
fn it_says_where_it_comes_from() {
    let sent = form("#login").request();
    let header = |name: &str| sent.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    assert_eq!((header("origin"), header("referer")), (Some("https://h.test"), Some("https://h.test/page")));
}

#[test]
fn nothing_of_a_page_is_a_placeholder() {
    let page = "<form action='/a/{id}?x={y}'></form>";
    let form = parse::form(page, "http://h.test/", "form").unwrap().unwrap();
    assert_eq!(form.request().url(), "http://h.test/a/%7Bid%7D?");
}
