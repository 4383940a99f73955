"""Files behind addresses: object stores and web servers, listed and read through fsspec."""

from __future__ import annotations

import io
import re
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple, cast
from urllib.parse import urlsplit

from flows.errors import InputError

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_EXTRAS: Final = {"s3": "s3", "gs": "gcs", "gcs": "gcs", "https": "http", "http": "http"}
"""The addresses that are read, and the extra of the distribution that brings what reads them."""
_WEB: Final = ("http://", "https://")
_IN_TEXT: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,20}://[^\s'\"<>()]{1,4000}")
_BUFFER: Final = 1 << 18
_BLOCK: Final = 1 << 22
"""Bytes fetched at once. s3fs alone would take 50 MB, for each file that is open."""


class UnreachableError(InputError):
    """What reads an address failed, for another reason than that nothing is there or that it may not be read."""

    may_pass = True


class RemoteFile(NamedTuple):
    """A file that was found behind an address."""

    address: str
    size: int | None
    inside: str
    """Its path from the folder or from the fixed part of the pattern that was given; empty for a file itself."""


def is_address(given: str) -> bool:
    """Say whether this is an address and no path."""
    return "://" in given


def for_people(address: str) -> str:
    """Return an address without password, query and fragment: places are stored and shown, keys to a store must not be."""
    if not is_address(address):
        return address
    scheme, _, rest = address.partition("://")
    if address.lower().startswith(_WEB):
        rest = rest.partition("?")[0].partition("#")[0]
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"


def without_secrets(text: str) -> str:
    """Return a text with every address in it as it may be shown."""
    return _IN_TEXT.sub(lambda found: for_people(found[0]), text)


def list_files(address: str) -> tuple[str, list[RemoteFile]]:
    """Return the address of the folder above what is meant, and the files: one, or those of a folder or pattern.

    Raises:
        InputError: nothing is there, it may not be read, or what reads such addresses is not installed.

    """
    files = _filesystem(address)
    try:
        files.invalidate_cache()  # it lives as long as the program, a bucket does not stay as it was
        top, found = _listed(files, files._strip_protocol(address))  # noqa: SLF001 - fsspec's own modules call it like that
    except Exception as error:
        message = f"{for_people(address)}: {_cause(error)}"
        raise (InputError if _is_final(error) else UnreachableError)(message) from error
    return files.unstrip_protocol(top), [
        RemoteFile(files.unstrip_protocol(path), size, path.removeprefix(top).lstrip("/"))
        for path, size in sorted(found, key=lambda each: each[0].split("/"))
    ]


def _listed(files: AbstractFileSystem, path: str) -> tuple[str, list[tuple[str, int | None]]]:
    """Return the folder from which names are told, and all files with their sizes."""
    magic = "*[" if path.lower().startswith(_WEB) else "*?["
    first = min((at for sign in magic if (at := path.find(sign)) >= 0), default=-1)
    if first >= 0 and not files.exists(path):
        top = path[:first].rpartition("/")[0]
        found = files.glob(path, detail=True)
        return top, [pair for name, info in found.items() for pair in _inside(files, name, info) if name.startswith(top)]
    info = files.info(path)
    is_folder = info["type"] == "directory" or (path.lower().startswith(_WEB) and urlsplit(path).path.endswith("/"))
    if not is_folder:
        return path, [(path, info.get("size"))]
    top = path.rstrip("/")
    return top, _inside(files, path, {"type": "directory"})


def _inside(files: AbstractFileSystem, path: str, info: dict[str, Any]) -> list[tuple[str, int | None]]:
    """Return a file itself, or all files of a folder; a web page may list links to anywhere, those are not followed."""
    if info["type"] != "directory":
        return [(path, info.get("size"))]
    found = files.find(path, detail=True)
    return [(name, inner.get("size")) for name, inner in found.items() if name.startswith(path.rstrip("/") + "/")]


def open_remote(address: str) -> IO[bytes]:
    """Open a file for reading; what goes wrong then is an OSError."""
    try:
        opened = _filesystem(address).open(address, "rb", block_size=_BLOCK, cache_type="readahead")
    except InputError as error:
        raise OSError(str(error)) from error
    except Exception as error:
        raise OSError(_cause(error)) from error
    return io.BufferedReader(_Remote(opened), _BUFFER)


class _Remote(io.RawIOBase):
    """A remote file whose errors, of whatever library, are OSErrors."""

    def __init__(self, inner: IO[bytes]) -> None:
        self._inner = inner

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._inner.seekable()

    def tell(self) -> int:
        return self._inner.tell()

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._inner.seek(offset, whence)

    def readinto(self, buffer: object) -> int:
        target = memoryview(cast("bytearray", buffer))
        try:
            part = self._inner.read(len(target))
        except Exception as error:
            raise OSError(_cause(error)) from error
        target[: len(part)] = part
        return len(part)

    def close(self) -> None:
        self._inner.close()
        super().close()


def _filesystem(address: str) -> AbstractFileSystem:
    scheme = address.partition("://")[0].lower()
    if scheme not in _EXTRAS:
        message = f"{for_people(address)}: Winnow reads paths and addresses of {', '.join(f'{each}://' for each in _EXTRAS)}"
        raise InputError(message)
    import fsspec

    try:
        return fsspec.url_to_fs(address)[0]
    except ImportError as error:
        message = f"{for_people(address)}: to read {scheme}://, install winnow-news[{_EXTRAS[scheme]}] ({error})"
        raise InputError(message) from error


def _cause(error: Exception) -> str:
    """Return what went wrong in one line, without keys: some libraries name the address that they asked."""
    if isinstance(error, FileNotFoundError):
        return "no server answers" if _is_gone(error) else "there is no such file or folder"
    if isinstance(error, PermissionError):
        return "permission denied"
    return f"{type(error).__name__}: {' '.join(without_secrets(str(error)).split())[:200]}"


def _is_gone(error: Exception) -> bool:
    """Say whether the server does not answer; of that fsspec says that there is no such file."""
    return "Connect" in type(error.__cause__ or error.__context__).__name__


def _is_final(error: Exception) -> bool:
    """Say whether trying again cannot help."""
    return isinstance(error, FileNotFoundError | PermissionError | InputError) and not _is_gone(error)
