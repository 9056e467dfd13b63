# SPDX-License-Identifier: GPL-2.0-only
"""What other people's platforms want: a folder or a zip in the form that
each of them documents. platform.py has what they share: the part of the
project that grades, packed with the course, and one submission graded."""
