# SPDX-License-Identifier: GPL-2.0-only
"""A variant's lab.py changes a rule or two: the rest of its tests is that of
its lab, labs/NN-name/tests/lab.py. This loads that module for it.
"""
import importlib.util
import os


def lab_of_variant(variant_file):
    """The tests of the lab that @variant_file (its __file__) belongs to."""
    folder = os.path.dirname(os.path.abspath(variant_file))
    path = os.path.join(folder, "..", "..", "tests", "lab.py")
    path = os.path.normpath(path)
    name = "lab_" + os.path.basename(os.path.dirname(
        os.path.dirname(path))).replace("-", "_")
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
