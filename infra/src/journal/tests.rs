//! The journal's files: torn, damaged, full, shared; nothing here is shipped.
use super::{
    AppendRefused, Journal, JournalSettings, directory::Directory, reader::Reader, record::Record,
    segment, shipped::ShippedFile,
};
use domain::{
    actor::Actor,
    id::{CommandId, CommitId, OrganizationId},
    organization,
    time::Timestamp,
};
use schemas::Commit;
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;
use uuid::Uuid;

/// Tells a child that it runs under a limit.
const LIMITED: &str = "JOURNAL_UNDER_A_FILE_SIZE_LIMIT";

fn settings(directory: &Path) -> JournalSettings {
    JournalSettings::new(directory, "nats://127.0.0.1:1")
}

fn commit() -> Commit {
    let event = organization::Event::Created {
        command: CommandId(Uuid::nil()),
        name: "one".to_owned(),
        display_name: None,
    };
    Commit {
        id: CommitId(Uuid::now_v7()),
        time: Timestamp::from_micros(0),
        organization: OrganizationId::named("one"),
        actor: Actor::OPERATOR,
        cause: None,
        events: vec![event.into()],
    }
}

fn append(journal: &Journal) -> Result<CommitId, AppendRefused> {
    let commit = commit();
    journal.append(commit.organization, &commit)?;
    Ok(commit.id)
}

/// A directory in which an ended gateway left so many records, and their commits.
fn left(records: usize) -> (TempDir, Vec<CommitId>) {
    let directory = tempfile::tempdir().unwrap();
    let (journal, _shipper) = Journal::open(settings(directory.path())).unwrap();
    let commits = (0..records).map(|_| append(&journal).unwrap()).collect();
    (directory, commits)
}

fn segment_of(directory: &Path) -> PathBuf {
    directory.join("0").join("00000000000000000001.segment")
}

/// What is found when the directory is opened again.
fn found(directory: &Path) -> (Vec<CommitId>, u64) {
    let claimed = Directory::claim(directory).unwrap();
    let contents = claimed.open().unwrap();
    let mut reader = Reader::new(claimed.path.clone());
    let records = take_all(&mut reader, (0, u64::MAX));
    let read: Vec<CommitId> = records.iter().map(|record| record.commit).collect();
    assert_eq!(read, contents.unshipped);
    (read, contents.last)
}

fn take_all(reader: &mut Reader, (mut after, through): (u64, u64)) -> Vec<Record> {
    let mut taken = Vec::new();
    loop {
        let records = reader.take((after, through), 100).unwrap();
        let Some(last) = records.last() else {
            return taken;
        };
        after = last.sequence;
        taken.extend(records);
    }
}

#[test]
fn records_outlive_the_gateway_that_wrote_them() {
    let (directory, commits) = left(3);
    assert_eq!(found(directory.path()), (commits, 3));
}

#[test]
fn a_torn_record_at_the_end_is_cut_off_and_the_others_stay() {
    for torn in 1..100 {
        let (directory, commits) = left(3);
        let path = segment_of(directory.path());
        let bytes = fs::metadata(&path).unwrap().len();
        let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
        file.set_len(bytes - torn).unwrap();
        assert_eq!(found(directory.path()), (commits[..2].to_vec(), 2));
        assert!(fs::metadata(&path).unwrap().len() < bytes - torn);
    }
}

#[test]
fn garbage_after_the_last_record_is_cut_off() {
    let (directory, commits) = left(2);
    let path = segment_of(directory.path());
    let bytes = fs::metadata(&path).unwrap().len();
    let mut file = fs::OpenOptions::new().append(true).open(&path).unwrap();
    file.write_all(&[7; 500]).unwrap();
    assert_eq!(found(directory.path()), (commits, 2));
    assert_eq!(fs::metadata(&path).unwrap().len(), bytes);
}

#[test]
fn a_damaged_record_in_the_middle_costs_no_other() {
    let (directory, mut commits) = left(5);
    let path = segment_of(directory.path());
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    fs::write(&path, bytes).unwrap();
    commits.remove(2);
    assert_eq!(found(directory.path()), (commits, 5));
}

#[test]
fn what_is_shipped_is_not_offered_again_and_its_segments_go() {
    let (directory, commits) = left(3);
    let (file, _) = ShippedFile::open(&directory.path().join("0")).unwrap();
    let shipped = |position| super::shipped::Shipped {
        position,
        sequence: 9,
    };
    file.keep(shipped(2)).unwrap();
    let claimed = Directory::claim(directory.path()).unwrap();
    assert_eq!(claimed.open().unwrap().unshipped, commits[2..]);
    file.keep(shipped(3)).unwrap();
    let contents = claimed.open().unwrap();
    assert!(contents.segments.is_empty() && contents.unshipped.is_empty());
    assert_eq!(contents.last, 3);
    assert!(!segment_of(directory.path()).exists());
}

#[test]
fn records_are_numbered_on_after_a_restart() {
    let (directory, mut commits) = left(2);
    let (journal, shipper) = Journal::open(settings(directory.path())).unwrap();
    commits.push(append(&journal).unwrap());
    drop((journal, shipper));
    assert_eq!(found(directory.path()), (commits, 3));
}

#[test]
fn two_gateways_on_one_disk_have_a_directory_each() {
    let directory = tempfile::tempdir().unwrap();
    let one = Directory::claim(directory.path()).unwrap();
    let other = Directory::claim(directory.path()).unwrap();
    assert_ne!(one.path, other.path);
    let first = one.path.clone();
    drop(one);
    assert_eq!(Directory::claim(directory.path()).unwrap().path, first);
}

#[test]
fn only_what_a_dead_gateway_left_can_be_adopted() {
    let (directory, _) = left(1);
    let living = Directory::claim(directory.path()).unwrap();
    assert!(Directory::orphan(directory.path()).unwrap().is_none());
    let path = living.path.clone();
    drop(living);
    let orphan = Directory::orphan(directory.path()).unwrap();
    assert_eq!(orphan.unwrap().path, path);
}

#[test]
fn a_journal_at_its_bound_takes_no_more_and_says_so() {
    let directory = tempfile::tempdir().unwrap();
    let bounded = JournalSettings {
        segment_bytes: 1000,
        max_bytes: 4000,
        ..settings(directory.path())
    };
    let (journal, shipper) = Journal::open(bounded).unwrap();
    let taken: Vec<CommitId> = std::iter::from_fn(|| append(&journal).ok()).collect();
    assert!(matches!(append(&journal), Err(AppendRefused::Full)));
    assert!(journal.bytes() <= 4000);
    let last = taken.len() as u64;
    drop((journal, shipper));
    assert_eq!(found(directory.path()), (taken, last));
}

#[test]
fn a_commit_that_is_too_large_for_the_log_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let (journal, _shipper) = Journal::open(settings(directory.path())).unwrap();
    let event = organization::Event::Created {
        command: CommandId(Uuid::nil()),
        name: "x".repeat(1 << 20),
        display_name: None,
    };
    let large = Commit {
        events: vec![event.into()],
        ..commit()
    };
    let refused = journal.append(large.organization, &large);
    assert!(matches!(refused, Err(AppendRefused::Unrecordable(_))));
    assert_eq!(journal.bytes(), 0);
}

/// The kernel lets a file grow to 8 blocks only, and so the last write is cut short as on a full disk.
#[test]
fn a_write_that_does_not_fit_on_the_disk_leaves_no_trace() {
    if std::env::var_os(LIMITED).is_some() {
        return fill_the_disk();
    }
    let name = "journal::tests::a_write_that_does_not_fit_on_the_disk_leaves_no_trace";
    let limited = Command::new("sh")
        .args([
            "-c",
            "trap '' XFSZ; ulimit -f 8; exec \"$0\" --exact \"$1\"",
        ])
        .arg(std::env::current_exe().unwrap())
        .arg(name)
        .env(LIMITED, "yes")
        .output()
        .unwrap();
    assert!(limited.status.success(), "{limited:?}");
    let output = String::from_utf8(limited.stdout).unwrap();
    assert!(output.contains("1 passed"), "{output}");
}

fn fill_the_disk() {
    let directory = tempfile::tempdir().unwrap();
    let (journal, shipper) = Journal::open(settings(directory.path())).unwrap();
    let taken: Vec<CommitId> = std::iter::from_fn(|| append(&journal).ok()).collect();
    assert!(!taken.is_empty());
    assert!(matches!(append(&journal), Err(AppendRefused::Full)));
    assert!(journal.is_full());
    let segment = fs::metadata(segment_of(directory.path())).unwrap();
    assert_eq!(segment.len(), journal.bytes());
    let last = taken.len() as u64;
    drop((journal, shipper));
    assert_eq!(found(directory.path()), (taken, last));
}

#[test]
fn a_reader_goes_on_where_it_was_and_from_segment_to_segment() {
    let directory = tempfile::tempdir().unwrap();
    let small = JournalSettings {
        segment_bytes: 1000,
        ..settings(directory.path())
    };
    let (journal, _shipper) = Journal::open(small).unwrap();
    let path = directory.path().join("0");
    let mut reader = Reader::new(path.clone());
    let mut read: Vec<Record> = Vec::new();
    for through in 1..=50 {
        append(&journal).unwrap();
        if through % 7 == 0 {
            let after = read.last().map_or(0, |record| record.sequence);
            read.extend(reader.take((after, through), 5).unwrap());
        }
    }
    let after = read.last().map_or(0, |record| record.sequence);
    read.extend(take_all(&mut reader, (after, 40)));
    let sequences: Vec<u64> = read.iter().map(|record| record.sequence).collect();
    assert_eq!(sequences, (1..=40).collect::<Vec<_>>());
    assert!(segment::list(&path).unwrap().len() > 5);
}

#[tokio::test]
async fn what_is_appended_at_the_same_time_is_written_in_order_and_refused_where_it_does_not_fit() {
    let directory = tempfile::tempdir().unwrap();
    let (of_one, _) = left(1);
    let bytes = fs::metadata(segment_of(of_one.path())).unwrap().len();
    let bounded = JournalSettings {
        max_bytes: 3 * bytes,
        ..settings(directory.path())
    };
    let (journal, _shipper) = Journal::open(bounded).unwrap();
    let commits: Vec<Commit> = (0..5).map(|_| commit()).collect();
    let appends = commits
        .iter()
        .map(|commit| journal.append_with_others(commit.organization, commit));
    let written = futures_util::future::join_all(appends).await;
    let positions = written.iter().map(|written| match written {
        Ok(position) => Some(position.0),
        Err(AppendRefused::Full) => None,
        Err(other) => panic!("{other}"),
    });
    assert_eq!(
        positions.collect::<Vec<_>>(),
        [Some(1), Some(2), Some(3), None, None]
    );
    let kept: Vec<CommitId> = segment::read(&directory.path().join("0"), 1, (0, 0))
        .unwrap()
        .records
        .iter()
        .map(|record| record.commit)
        .collect();
    let first: Vec<CommitId> = commits[..3].iter().map(|commit| commit.id).collect();
    assert_eq!(kept, first);
}
