# SPDX-License-Identifier: GPL-2.0-only
"""Modules that lie beside a lab's tests. A long tests/lab.py has its oracle
in a file of its own, and a variant's lab.py changes a rule or two and takes
the rest from its lab. Neither folder is on Python's path, so they ask here.
"""
import importlib.util
import os


def beside(module_file, *relative):
    """The module at a path relative to that of @module_file (__file__)."""
    folder = os.path.dirname(os.path.abspath(module_file))
    path = os.path.normpath(os.path.join(folder, *relative))
    name = "".join(c if c.isalnum() else "_" for c in path)
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def lab_of_variant(variant_file):
    """The tests of the lab that variants/NAME/lab.py belongs to."""
    return beside(variant_file, "..", "..", "tests", "lab.py")
