//! Opening the history file: its version is checked before anything is written, older tables are migrated, and a
//! folder that cannot be written is read all the same. What the tables hold is known in `rows`.

use super::{History, HistoryError};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Steps from one version of the tables to the next; `user_version` counts those that were taken.
const MIGRATIONS: &[&str] = &[
    "
    CREATE TABLE jobs (
        id        TEXT PRIMARY KEY,
        batch     TEXT NOT NULL,
        rank      INTEGER NOT NULL,
        state     TEXT NOT NULL,
        failure   TEXT,
        task      TEXT NOT NULL,
        prompt    TEXT NOT NULL,
        persona   TEXT,
        model     TEXT NOT NULL,
        picture   TEXT,
        favourite INTEGER NOT NULL DEFAULT 0,
        removed   INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID;
    CREATE INDEX jobs_by_state ON jobs (removed, state, id);
    CREATE INDEX jobs_by_batch ON jobs (batch);
",
    "
    ALTER TABLE jobs ADD COLUMN caption TEXT;
    CREATE INDEX captions_by_persona ON jobs (persona, id) WHERE caption IS NOT NULL;
",
    "
    ALTER TABLE jobs ADD COLUMN sent INTEGER NOT NULL DEFAULT 0;
",
];

/// What stands for the columns that tables of an older version lack, by the version that brought them.
const COLUMNS_SINCE: &[(i64, &str)] = &[(2, "NULL AS caption"), (3, "0 AS sent")];

/// How long a locked database is waited for.
const BUSY: Duration = Duration::from_secs(5);

/// See [`History::open`].
pub(super) fn to_write(path: &Path) -> Result<History, HistoryError> {
    refuse_newer_header(path)?;
    let open = || {
        let database = Connection::open(path)?;
        database.busy_timeout(BUSY)?;
        let version = version(&database)?;
        Ok((database, version))
    };
    let (mut database, version) =
        open().map_err(|error: rusqlite::Error| HistoryError::opening(path, &error))?;
    if version > MIGRATIONS.len() as i64 {
        // Closing would move the newer version's last writes from the log into the file.
        database.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).ok();
        return Err(HistoryError::Newer(path.to_owned()));
    }
    let refuse = |error: rusqlite::Error| HistoryError::opening(path, &error);
    let check = database.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
    let check = check.map_err(refuse)?;
    if check != "ok" {
        return Err(HistoryError::Damaged { path: path.to_owned(), detail: check });
    }
    database.pragma_update(None, "journal_mode", "WAL").map_err(refuse)?;
    database.pragma_update(None, "synchronous", "NORMAL").map_err(refuse)?;
    migrate(&mut database, version).map_err(refuse)?;
    Ok(History { database, path: path.to_owned(), _copy: None })
}

/// See [`History::open_to_read`].
pub(super) fn to_read(path: &Path) -> Result<History, HistoryError> {
    refuse_newer_header(path)?;
    let refuse = |error: rusqlite::Error| HistoryError::opening(path, &error);
    let (database, copy) = match path.try_exists() {
        Ok(false) => (Connection::open_in_memory().map_err(refuse)?, None),
        _ => match connect_to_read(path) {
            Ok(database) => (database, None),
            Err(error) if needs_no_writing(&error) => connect_without_writing(path)?,
            Err(error) => return Err(refuse(error)),
        },
    };
    let mut database = database;
    let version = version(&database).map_err(refuse)?;
    if version > MIGRATIONS.len() as i64 {
        return Err(HistoryError::Newer(path.to_owned()));
    }
    stand_in(&mut database, version).map_err(refuse)?;
    Ok(History { database, path: path.to_owned(), _copy: copy })
}

/// A new database without a log beside it, to be filled and moved to its place.
pub(super) fn new_at(path: &Path) -> rusqlite::Result<Connection> {
    let mut database = Connection::open(path)?;
    migrate(&mut database, 0)?;
    Ok(database)
}

fn migrate(database: &mut Connection, version: i64) -> rusqlite::Result<()> {
    for (index, step) in MIGRATIONS.iter().enumerate().skip(version as usize) {
        let transaction = database.transaction()?;
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", index as i64 + 1)?;
        transaction.commit()?;
    }
    Ok(())
}

/// Lets tables of an older version be read as those of this one, without a change to the file.
fn stand_in(database: &mut Connection, version: i64) -> rusqlite::Result<()> {
    if version == 0 {
        // Nothing was written yet, and a connection for reading cannot make the tables.
        *database = Connection::open_in_memory()?;
        return migrate(database, 0);
    }
    let missing = COLUMNS_SINCE.iter().filter(|(since, _)| version < *since);
    let missing: Vec<_> = missing.map(|(_, column)| format!(", {column}")).collect();
    if missing.is_empty() {
        return Ok(());
    }
    database.pragma_update(None, "temp_store", "MEMORY")?;
    let columns = missing.concat();
    // A temporary view stands before the table of its name.
    database.execute_batch(&format!("CREATE TEMP VIEW jobs AS SELECT *{columns} FROM main.jobs"))
}

fn version(database: &Connection) -> rusqlite::Result<i64> {
    database.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Refuses a newer version's file by its header alone, before SQLite makes files beside it
/// (sqlite.org/fileformat2.html, 1.3: the user version stands at byte 60).
fn refuse_newer_header(path: &Path) -> Result<(), HistoryError> {
    let mut header = [0; 100];
    let read = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut header));
    if read.is_err() || !header.starts_with(b"SQLite format 3\0") {
        return Ok(());
    }
    let version = i32::from_be_bytes([header[60], header[61], header[62], header[63]]);
    // A header of noise names no version.
    let page = u16::from_be_bytes([header[16], header[17]]);
    let is_header = page == 1 || (page.is_power_of_two() && page >= 512);
    match is_header && version > MIGRATIONS.len() as i32 {
        true => Err(HistoryError::Newer(path.to_owned())),
        false => Ok(()),
    }
}

fn connect_to_read(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let database = Connection::open_with_flags(path, flags)?;
    database.busy_timeout(BUSY)?;
    // The first reading is what needs the files beside it.
    version(&database)?;
    Ok(database)
}

/// Reads what can be read of a damaged file: also one that was cut off, which SQLite refuses otherwise.
pub(super) fn connect_to_damaged(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let database = Connection::open_with_flags(path, flags)?;
    database.busy_timeout(BUSY)?;
    database.pragma_update(None, "writable_schema", true)?;
    Ok(database)
}

/// Whether reading failed because SQLite could not make its files beside the database.
fn needs_no_writing(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::SystemIoFailure)
    )
}

/// Reads a file in a folder that cannot be written: in its place, or as a copy where a log lies beside it, whose
/// rows would be left out otherwise.
pub(super) fn connect_without_writing(
    path: &Path,
) -> Result<(Connection, Option<tempfile::TempDir>), HistoryError> {
    let refuse = |error: rusqlite::Error| HistoryError::opening(path, &error);
    let log = beside(path, "-wal");
    if std::fs::metadata(&log).map_or(0, |log| log.len()) == 0 {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        let database = Connection::open_with_flags(immutable(path), flags).map_err(refuse)?;
        return Ok((database, None));
    }
    let unreadable = |error: std::io::Error| HistoryError::Read(error.to_string());
    let folder = tempfile::Builder::new().prefix("brandish-history-").tempdir();
    let folder = folder.map_err(unreadable)?;
    let copy = folder.path().join("history.sqlite");
    std::fs::copy(path, &copy).map_err(unreadable)?;
    std::fs::copy(&log, beside(&copy, "-wal")).map_err(unreadable)?;
    Ok((Connection::open(&copy).map_err(refuse)?, Some(folder)))
}

/// A file that SQLite keeps beside a database.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    name.into()
}

/// The address by which SQLite reads a file that nobody changes, without locks and files of its own
/// (sqlite.org/uri.html).
fn immutable(path: &Path) -> String {
    let mut address = "file:".to_owned();
    if cfg!(windows) {
        address.push('/');
    }
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'\\' if cfg!(windows) => address.push('/'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                address.push(char::from(*byte));
            }
            _ => address += &format!("%{byte:02X}"),
        }
    }
    address + "?immutable=1"
}
