# SPDX-License-Identifier: GPL-2.0-only
"""How pytest-xdist may spread the labs' tests over the processors: a module's
tests stay together, as they share fixtures; test_labs.py says itself that
those of one lab do. (make lab-test PYTEST_ARGS="-n 2 --dist loadgroup")"""

import pytest


def pytest_configure(config):
    if not config.pluginmanager.hasplugin("xdist"):
        config.addinivalue_line("markers", "xdist_group: not here")


def pytest_collection_modifyitems(items):
    for item in items:
        if not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.module.__name__))
