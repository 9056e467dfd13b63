# SPDX-License-Identifier: GPL-2.0-only
# The labs' own tests: trees, references, wrong answers, graders. Each
# labs/test_*.py and labs/museum/test_*.py is one part.

.PHONY: lab-test
lab-test: all
	@scripts/setup.sh boot test
	@scripts/setup.sh --if-possible labs
	@env -u MAKEFLAGS -u MFLAGS CC='$(CC)' $(PYTHON) -B -m pytest -q \
		-p no:cacheprovider -n $(CPUS) --dist loadgroup \
		--durations=5 labs $(PYTEST_ARGS)
