"""Files that people have beside their traces, and take for them: what they are, and what to do instead."""
from __future__ import annotations

import pathlib

import h5py

from octosim_analysis.errors import DAMAGE

_BEGINNINGS = (
    (b"octosim plan", "is a compiled plan, not a trace (octosim info shows it, octosim run --plan executes it)"),
    (b"\x1f\x8b", "is not an HDF5 file but compressed with gzip (unpack it first)"),
    (b"\xfd7zXZ", "is not an HDF5 file but compressed with xz (unpack it first)"),
    (b"PK\x03\x04", "is not an HDF5 file but a zip archive (unpack it first)"),
    (b"CDF", "is not an HDF5 file but netCDF of the classic format (a trace is HDF5; see io/FORMAT.md)"))
_ATTRIBUTES = {"_NCProperties": "netCDF-4", "keras_version": "a Keras model", "layer_names": "weights of a Keras model",
               "PYTABLES_FORMAT_VERSION": "PyTables or pandas", "MATLAB_class": "MATLAB"}
_HEAD = 512


def what_begins_so(head: bytes) -> str:
    """Of a file that is not HDF5, by its first bytes (512 are enough), in words that follow its name."""
    if not head:
        return "is empty (a trace is HDF5; see io/FORMAT.md)"
    for beginning, words in _BEGINNINGS:
        if head.startswith(beginning):
            return words
    if not any(head):
        return "is not an HDF5 file: it begins with zero bytes only, as a copy that broke off (copy it again)"
    if b'"octosim_checkpoint"' in head:
        return "is not an HDF5 file but the list of a checkpoint (octosim run --resume goes on from it)"
    if head.lstrip()[:1] in (b"{", b"["):
        return "is not an HDF5 file but JSON (the trace.h5 beside it may be meant)"
    return "is not an HDF5 file (a trace is; see io/FORMAT.md)"


def what_hdf5_it_is(file: h5py.File) -> str:
    """Of HDF5 without /meta@schema, in words that follow its name."""
    try:
        return _known(file)
    except DAMAGE as error:
        return f"is HDF5, but damaged ({error})"


def _known(file: h5py.File) -> str:
    if {"ids", "offsets", "data"} <= set(file):
        return "is HDF5, but not a trace of octosim: it is what a rank saved at a checkpoint (octosim run --resume goes on from it)"
    if "recorded" in file and file["recorded"].attrs.get("format") == "octosim recording":
        return "is HDF5, but not a trace of octosim: it is a recording of properties (a run reads it as workload.recorded)"
    known = next((words for name, words in _ATTRIBUTES.items() if name in file.attrs), None)
    return f"is HDF5, but not a trace of octosim: it {f'is {known}' if known else 'has no /meta@schema'} (see io/FORMAT.md)"


def head_of(path: pathlib.Path) -> bytes:
    """\\raises OSError"""
    with open(path, "rb") as file:
        return file.read(_HEAD)
