use super::*;

fn table(file: &str, text: &str, policy: DataPolicy, wrap: bool, segment: &Segment) -> Result<Arc<Table>> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(file);
    std::fs::write(&path, text).unwrap();
    Table::load(&DataTable { name: "t".into(), file: path, policy, wrap }, segment, &Default::default()).map(Arc::new)
}

fn draws(table: &Arc<Table>, user: u32, count: usize) -> Vec<Option<u32>> {
    let mut cursor = Cursor::new(table.clone());
    let mut random = Random::new(1, user, 0);
    (0..count).map(|_| cursor.next(user, &mut random)).collect()
}

#[test]
fn csv_json_and_json_lines_give_the_same_cells() {
    let whole = Segment::default();
    let csv = table("a.csv", "\u{feff}name,age\n\"Ann, B\",7\nBob,8\n", DataPolicy::Sequential, true, &whole).unwrap();
    let json = table(
        "a.json",
        r#"[{"name":"Ann, B","age":7},{"name":"Bob","age":8,"x":null}]"#,
        DataPolicy::Sequential,
        true,
        &whole,
    )
    .unwrap();
    let lines = table(
        "a.jsonl",
        "{\"name\":\"Ann, B\",\"age\":7}\n\n{\"name\":\"Bob\",\"age\":8}\n",
        DataPolicy::Sequential,
        true,
        &whole,
    )
    .unwrap();
    for table in [&csv, &json, &lines] {
        assert_eq!(table.len(), 2);
        assert_eq!((table.cell(0, "name"), table.cell(1, "age")), (Some("Ann, B"), Some("8")));
        assert_eq!((table.cell(2, "name"), table.cell(0, "none")), (None, None));
        assert_eq!(table.row(0).unwrap(), [("name".to_owned(), "Ann, B".to_owned()), ("age".into(), "7".into())]);
    }
    assert_eq!(csv.json(0).as_deref(), Some(r#"{"name":"Ann, B","age":"7"}"#));
    assert_eq!(json.json(1).as_deref(), Some(r#"{"name":"Bob","age":8,"x":null}"#));
    assert_eq!((json.cell(0, "x"), json.cell(1, "x")), (None, Some("null")));
}

#[test]
fn rows_come_in_turn_once_or_at_random() {
    let whole = Segment::default();
    let text = "n\n0\n1\n2\n";
    let turn = table("a.csv", text, DataPolicy::Sequential, true, &whole).unwrap();
    assert_eq!(draws(&turn, 1, 4), [Some(0), Some(1), Some(2), Some(0)]);
    assert_eq!(draws(&turn, 5, 3), [Some(1), Some(2), Some(0)]);
    let once = table("a.csv", text, DataPolicy::Sequential, false, &whole).unwrap();
    assert_eq!(draws(&once, 1, 4), [Some(0), Some(1), Some(2), None]);
    let unique = table("a.csv", text, DataPolicy::Unique, false, &whole).unwrap();
    assert_eq!([draws(&unique, 1, 2), draws(&unique, 2, 2)], [[Some(0), Some(1)], [Some(2), None]]);
    let random = table("a.csv", text, DataPolicy::Random, true, &whole).unwrap();
    assert_eq!(draws(&random, 1, 20), draws(&random, 1, 20));
    assert_ne!(draws(&random, 1, 20), draws(&random, 2, 20));
    assert_eq!((turn.mine(3), turn.mine(4), turn.mine(0)), (Some(2), None, None));
}

#[test]
fn segments_share_unique_rows_without_rest_or_overlap() {
    let text: String = std::iter::once("n\n".to_owned()).chain((0..10).map(|n| format!("{n}\n"))).collect();
    let mut all = Vec::new();
    for index in 0..3 {
        let part = Segment { index, borders: vec![(0, 1), (1, 3), (2, 3), (1, 1)] };
        let part = table("a.csv", &text, DataPolicy::Unique, false, &part).unwrap();
        all.extend(draws(&part, 1, 10).into_iter().flatten());
    }
    assert_eq!(all, (0..10).collect::<Vec<_>>());
}

#[test]
fn what_is_wrong_is_named() {
    let error = |file, text| {
        format!("{:#}", table(file, text, DataPolicy::Sequential, true, &Segment::default()).err().unwrap())
    };
    assert!(error("a.txt", "").ends_with("name it .csv, .json or .jsonl"));
    assert!(error("a.jsonl", "{}\n[]\n").contains("line 2 is no JSON object"));
    assert!(error("a.csv", "a,b\n1\n").contains("line: 2"));
}
