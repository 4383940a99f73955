"""What there is to read is found in every form in which it can be named, and nothing else."""

import os

import pytest

from flows.errors import InputError
from flows.records import Reject
from flows.sources import NothingToReadError, ReadOptions, discover, read


@pytest.fixture
def corpus(tmp_path):
    """Lay out a folder with files of known, unknown and hidden kinds."""
    for name in (
        "b.jsonl",
        "a.txt",
        "deep/c.csv.gz",
        "deep/d.json.zst",
        ".hidden.txt",
        ".git/e.txt",
        "notes.md",
        "x.parquet.gz",
    ):
        file = tmp_path / "corpus" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"")
    return tmp_path / "corpus"


def names(sources):
    """Return what the sources are called."""
    return [source.name for source in sources]


def test_a_folder_is_read_to_its_depth_in_order_without_hidden_and_unknown_files(corpus):
    """Every known kind, sorted; nothing that begins with a dot."""
    assert names(discover([str(corpus)])) == ["corpus/a.txt", "corpus/b.jsonl", "corpus/deep/c.csv", "corpus/deep/d.json"]


def test_kinds_and_sizes_are_told(corpus):
    """The format follows from the suffix behind the packing's."""
    (corpus / "a.txt").write_bytes(b"four")
    found = discover([str(corpus)])
    assert [source.format for source in found] == ["text", "jsonl", "csv", "json"]
    assert found[0].size == 4


def test_a_glob_brings_files_and_folders_and_leaves_out_what_it_cannot_read(corpus):
    """A wildcard is no claim that everything it matches can be read."""
    assert names(discover([f"{corpus}/*"])) == ["corpus/a.txt", "corpus/b.jsonl", "corpus/deep/c.csv", "corpus/deep/d.json"]
    assert names(discover([f"{corpus}/**/*.gz"])) == ["corpus/deep/c.csv"]


def test_a_file_with_brackets_in_its_name_is_no_glob(corpus):
    """What exists is meant as it is written."""
    (corpus / "[1].txt").write_bytes(b"")
    assert names(discover([f"{corpus}/[1].txt"])) == ["corpus/[1].txt"]


def test_one_file_named_twice_is_read_once(corpus):
    """By itself, with its folder, and by a link."""
    (corpus / "same.jsonl").symlink_to(corpus / "b.jsonl")
    assert names(discover([f"{corpus}/b.jsonl", str(corpus)])) == [
        "corpus/b.jsonl",
        "corpus/a.txt",
        "corpus/deep/c.csv",
        "corpus/deep/d.json",
    ]


@pytest.mark.parametrize("name", ["notes.md", "x.parquet.gz", "missing.jsonl", "*.nothing"])
def test_what_is_named_must_be_there_and_of_a_known_kind(corpus, name):
    """A slip in a name is wrong usage, said with the name."""
    with pytest.raises(InputError, match=name.replace("*", r"\*")):
        discover([str(corpus), f"{corpus}/{name}"])


def test_an_empty_folder_is_nothing_to_read(tmp_path):
    """One sentence with the input and the kinds that are read."""
    with pytest.raises(NothingToReadError, match=r"nothing to read in .*\.jsonl"):
        discover([str(tmp_path)])


def test_links_in_a_circle_end(tmp_path):
    """A folder that links to one above itself is entered once, and a link to itself is a reject."""
    inner = tmp_path / "corpus" / "inner"
    inner.mkdir(parents=True)
    (inner / "a.txt").write_bytes(b"words")
    (inner / "up").symlink_to(tmp_path / "corpus")
    (inner / "self.txt").symlink_to(inner / "self.txt")
    found = discover([str(tmp_path / "corpus")])
    assert [source.name for source in found if not source.problem] == ["corpus/inner/a.txt"]
    records = [record for source in found for record in read(source, ReadOptions())]
    assert [type(record) for record in records].count(Reject) == 1


def test_a_dangling_link_is_a_reject_and_the_rest_is_read(corpus):
    """It is named with the reason."""
    (corpus / "gone.txt").symlink_to(corpus / "nowhere")
    rejects = [
        each for source in discover([str(corpus)]) for each in read(source, ReadOptions()) if isinstance(each, Reject)
    ]
    assert [(reject.location, reject.reason) for reject in rejects] == [
        (f"{corpus}/gone.txt", "the file cannot be read: No such file or directory")
    ]


def test_a_folder_without_permission_is_a_reject_and_the_rest_is_read(corpus, monkeypatch):
    """The tests may run as root, who may enter anything, so the system's answer is played."""
    scandir = os.scandir

    def guarded(path):
        if str(path).endswith("deep"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)
    found = discover([str(corpus)])
    assert names(found) == ["corpus/a.txt", "corpus/b.jsonl", "corpus/deep"]
    assert list(read(found[2], ReadOptions())) == [
        Reject(f"{corpus}/deep", "the folder cannot be read: Permission denied", "")
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read anything")
def test_a_file_without_permission_is_a_reject(corpus):
    """It is found, and told when it is opened."""
    (corpus / "a.txt").chmod(0)
    (source,) = discover([f"{corpus}/a.txt"])
    assert [type(record) for record in read(source, ReadOptions())] == [Reject]


def test_a_file_that_vanishes_is_a_reject(corpus):
    """Between looking and reading, files go."""
    (source,) = discover([f"{corpus}/a.txt"])
    (corpus / "a.txt").unlink()
    assert [record.reason for record in read(source, ReadOptions())] == [
        "the file cannot be read: No such file or directory"
    ]


def test_a_pipe_in_a_folder_is_a_reject_and_not_waited_for(corpus):
    """Opening it would wait for a writer for ever."""
    os.mkfifo(corpus / "pipe.txt")
    (source,) = discover([f"{corpus}/pipe.txt"])
    assert "not a regular file" in next(read(source, ReadOptions())).reason


def test_a_name_that_is_not_utf8_can_be_read_and_stored(corpus):
    """Places and ids are stored as text, so what cannot be text in them is replaced."""
    with open(os.fsencode(corpus) + b"/caf\xe9.txt", "wb") as file:  # noqa: PTH123 - pathlib takes no bytes
        file.write(b"words")
    article = [each for source in discover([str(corpus)]) for each in read(source, ReadOptions())][1]
    assert article.id == "corpus/caf\ufffd.txt"
    article.location.encode()


def test_text_files_are_told_apart_by_their_folders(tmp_path):
    """The id of a .txt is its path from the folder that was given, the same however that is written."""
    for name in ("one/001.txt", "two/001.txt"):
        (tmp_path / "news" / name).parent.mkdir(parents=True)
        (tmp_path / "news" / name).write_text("words of " + name)
    assert names(discover([str(tmp_path / "news")])) == ["news/one/001.txt", "news/two/001.txt"]
    assert names(discover([f"{tmp_path}/news/one", f"{tmp_path}/news/two/"])) == ["one/001.txt", "two/001.txt"]
    assert names(discover([f"{tmp_path}/news/one/001.txt"])) == ["one/001.txt"]
    assert names(discover([f"{tmp_path}/news/*/001.txt"])) == ["news/one/001.txt", "news/two/001.txt"]


def test_two_text_files_with_one_name_are_not_taken_for_one_article(tmp_path):
    """The second is rejected with what to do, for one would be stored as a new version of the other."""
    for name in ("bbc/2024/001.txt", "cnn/2024/001.txt"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("words of " + name)
    sources = discover([f"{tmp_path}/bbc/2024", f"{tmp_path}/cnn/2024"])
    first, second = (record for source in sources for record in read(source, ReadOptions()))
    assert first.id == "2024/001.txt"
    assert second.reason == f"it would have the same id as {tmp_path}/bbc/2024/001.txt; give the folder above both instead"
