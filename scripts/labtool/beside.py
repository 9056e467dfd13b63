# SPDX-License-Identifier: GPL-2.0-only
"""Python files of the labs and the museum as modules. Their folders are not
on Python's path: the tools load them here by path, and so does a tests/lab.py
whose oracle is a file of its own, or a variant's that changes a rule or two
and takes the rest from its lab.
"""
import importlib.util
import os
import sys


def load(path):
    """The module in the file at @path; each call runs the file again."""
    path = os.path.abspath(path)
    name = "".join(c if c.isalnum() else "_" for c in path)
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module      # dataclasses look there
    spec.loader.exec_module(module)
    return module


def beside(module_file, *relative):
    """The module at a path relative to that of @module_file (__file__)."""
    return load(os.path.join(os.path.dirname(module_file), *relative))


def lab_of_variant(variant_file):
    """The tests of the lab that variants/NAME/lab.py belongs to."""
    return beside(variant_file, "..", "..", "tests", "lab.py")
