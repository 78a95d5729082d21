//! Tables in every form that spreadsheets save, and files that are none.

use super::*;
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A workbook of one sheet with these cells, written by hand.
fn workbook(rows: &str, strings: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let files = [
        (
            "_rels/.rels",
            format!(
                r#"<Relationships xmlns="{package}"><Relationship Id="r1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                r#"<workbook xmlns="{main}" xmlns:r="{relations}"><sheets><sheet name="Notes" sheetId="2" state="hidden" r:id="r2"/><sheet name="Plan" sheetId="1" r:id="r1"/></sheets></workbook>"#
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                r#"<Relationships xmlns="{package}"><Relationship Id="r1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{relations}/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="r3" Type="{relations}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r4" Type="{relations}/styles" Target="styles.xml"/></Relationships>"#
            ),
        ),
        ("xl/sharedStrings.xml", format!(r#"<sst xmlns="{main}">{strings}</sst>"#)),
        (
            "xl/styles.xml",
            format!(
                r#"<styleSheet xmlns="{main}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!(r#"<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>"#),
        ),
        (
            "xl/worksheets/sheet2.xml",
            format!(r#"<worksheet xmlns="{main}"><sheetData/></worksheet>"#),
        ),
    ];
    archive(&files.map(|(name, text)| (name, text.into_bytes())))
}

fn archive(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn cells(table: &Table, row: usize) -> Vec<&str> {
    table.rows[row].cells.iter().map(String::as_str).collect()
}

#[test]
fn one_table_in_every_form_is_read_alike() {
    let text = "product;headline\nshoe;\"Run, lighter\"\n;\nmug;\"Two\nlines\"\ncup;Last\n";
    let utf16: Vec<u8> =
        format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let commas = "product,headline\nshoe,\"Run, lighter\"\n,\nmug,\"Two\nlines\"\ncup,Last\n";
    let tabs = "product\theadline\nshoe\tRun, lighter\n\t\nmug\t\"Two\nlines\"\ncup\tLast\n";
    for bytes in [text.as_bytes(), &utf16, commas.as_bytes(), tabs.as_bytes()] {
        let table = read_table(bytes).unwrap();
        assert_eq!(table.columns, ["product", "headline"]);
        assert_eq!(cells(&table, 0), ["shoe", "Run, lighter"]);
        assert_eq!(cells(&table, 1), ["mug", "Two\nlines"]);
        let numbers: Vec<_> = table.rows.iter().map(|row| row.number).collect();
        assert_eq!(numbers, [2, 4, 5], "as the spreadsheet numbers them");
    }
}

#[test]
fn a_workbooks_first_visible_sheet_is_read_with_its_dates_and_saved_values() {
    let rows = r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><t>date</t></is></c></row>
        <row r="3"><c r="A3" t="inlineStr"><is><t>shoe</t></is></c><c r="B3"><f>10*4.9</f><v>49</v></c><c r="C3" s="1"><v>46357</v></c></row>
        <row r="4"><c r="A4"><f>HYPERLINK("http://x.example","click")</f></c><c r="B4" t="e"><v>#REF!</v></c></row>"#;
    let bytes = workbook(rows, "<si><t>product</t></si><si><t>fact</t></si>");
    let table = read_table(&bytes).unwrap();
    assert_eq!(table.columns, ["product", "fact", "date"]);
    assert_eq!(cells(&table, 0), ["shoe", "49", "2026-12-01"]);
    // A formula without a saved value is an empty cell: nothing is run.
    assert_eq!(cells(&table, 1), ["", "#REF!", ""]);
    assert_eq!((table.rows[0].number, table.rows[1].number), (3, 4));
}

#[test]
fn a_workbook_that_unpacks_to_too_much_or_reaches_too_far_is_refused() {
    let bomb = workbook("", &" ".repeat(49 << 20));
    assert!(bomb.len() < 1 << 20);
    assert_eq!(read_table(&bomb), Err(TableError::Bomb));
    let far = r#"<row r="1"><c r="XFD1"><v>1</v></c></row>"#;
    assert_eq!(read_table(&workbook(far, "")), Err(TableError::TooManyColumns));
    let deep = r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>"#;
    assert_eq!(read_table(&workbook(deep, "")).unwrap().rows[0].number, 1_048_576);
    let many: String = (1..=5_003)
        .map(|row| format!(r#"<row r="{row}"><c r="A{row}"><v>1</v></c></row>"#))
        .collect();
    assert_eq!(read_table(&workbook(&many, "")), Err(TableError::TooManyRows));
}

#[test]
fn what_is_no_table_is_refused_with_the_way_out() {
    for (bytes, error) in [
        (&b"%PDF-1.7"[..], TableError::NotATable("PDF")),
        (b"<html>", TableError::NotATable("web page or XML")),
        (b"[{\"a\": 1}]", TableError::NotATable("JSON")),
        (b"a,b\n\"c,d\n", TableError::Unclosed(2)),
        (b"a,b\nc\xff,d\n", TableError::NotText(2)),
        (b"a,b\n", TableError::Empty),
        (b"", TableError::Empty),
        (b"a,b\nc,d,e\n", TableError::SpareCell { row: 2, column: 3 }),
        (b"PK\x03\x04 no", TableError::Workbook("x".into())),
    ] {
        let found = read_table(bytes).unwrap_err();
        match error {
            TableError::Workbook(_) => assert!(matches!(found, TableError::Workbook(_))),
            error => assert_eq!(found, error),
        }
    }
    let other = archive(&[("word/document.xml", b"<x/>".to_vec())]);
    assert_eq!(read_table(&other), Err(TableError::NotATable("zip")));
    let long = format!("a\n{}\n", "x".repeat(4_001));
    assert_eq!(read_table(long.as_bytes()), Err(TableError::LongCell(2)));
    let wide = vec!["x"; 101].join(",");
    assert_eq!(read_table(wide.as_bytes()), Err(TableError::TooManyColumns));
}

#[test]
fn no_damage_to_a_workbook_ends_the_program() {
    let rows = r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c></row>"#;
    let good = workbook(rows, "<si><t>product</t></si><si><t>shoe</t></si>");
    read_table(&good).unwrap();
    for at in (0..good.len()).step_by(3) {
        for value in [0, 0xFF, good[at] ^ 1] {
            let mut bad = good.clone();
            bad[at] = value;
            read_table(&bad).ok();
        }
        read_table(&good[..at]).unwrap_err();
    }
    for strings in ["<si>", "<si><t>a</t></si><si/>", "]]>", "<!DOCTYPE x [<!ENTITY a \"b\">]>&a;"]
    {
        read_table(&workbook(r#"<row r="1"><c r="A1" t="s"><v>99</v></c></row>"#, strings)).ok();
        read_table(&workbook(strings, "")).ok();
    }
}
