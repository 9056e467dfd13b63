# SPDX-License-Identifier: GPL-2.0-only
# build/book/: the documents as a static site that needs no network, and a
# PDF of each lab's handout. `scripts/setup.sh book` installs what this needs.

BOOK := $(BUILD)/book

.PHONY: book
book:
	@scripts/setup.sh book
	@$(PYTHON) -B scripts/book/stage.py $(BOOK)-src
	@$(PYTHON) -B -m sphinx -q -a -W --keep-going -j auto -c docs \
		-d $(BOOK)-doctrees $(BOOK)-src $(BOOK)
	@$(PYTHON) -B scripts/book/handouts.py $(BOOK)/handouts
	@echo 'book: $(abspath $(BOOK))/index.html'
