# How people work here: make build test lint format docs bench

SWIFT_FLAGS = --explicit-target-dependency-import-check error
TEST_FLAGS  = $(SWIFT_FLAGS) --disable-xctest
GRAFT       = .build/release/graft
# What the machine needs besides Swift 6.3, by Debian's and Ubuntu's names.
PACKAGES    = libopenblas-dev libpng-dev libjpeg-dev libdnnl-dev zlib1g-dev libfreetype-dev \
              libfontconfig-dev libwebp-dev libsqlite3-dev fonts-dejavu-core libjs-vega \
              libjavascriptcoregtk-4.1-0 librsvg2-2
SUDO        = $(if $(filter 0,$(shell id -u)),,sudo)

.PHONY: setup build demo test kills parity lint format docs sheets bench notebooks fuzz

# Asks the package manager only if something is missing.
setup:
	@dpkg -s $(PACKAGES) >/dev/null 2>&1 || \
	  { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq $(PACKAGES); }

build: setup
	swift build -c release --product graft $(SWIFT_FLAGS)

# The main job on the embedded backbone and the embedded pictures.
demo: build
	@set -e; summary=$$($(GRAFT) crossval pretrained/emoji/pictures.csv --refit); \
	run=$$(printf '%s\n' "$$summary" | sed -n 's/^run: //p'); \
	$(GRAFT) predict "$$run" --top 2 pretrained/emoji/animal/1f98a.png \
	  pretrained/emoji/food/1f355.png pretrained/emoji/travel/1f680.png; \
	printf '%s\n' "$$summary" | tail -n 3

test: setup
	Tests/fetch-real.sh
	Tests/fetch-tensorboard.sh
	Tests/fetch-chromium.sh
	swift build --build-tests $(TEST_FLAGS)
	swift test --skip-build $(TEST_FLAGS)

# Fifty SIGKILLs at random moments, each resumed; every file as in a run that was never killed. `make test` has a few.
kills: build
	Tests/kill-and-resume.sh

# Every network, policy and mode beside PyTorch's three steps; `make test` runs one of each network.
parity: setup
	swift test -c release -Xswiftc -enable-testing --disable-xctest --scratch-path .build-parity \
	  --filter TrainingParityTests

lint:
	swift format lint --strict --recursive Sources Tests Benchmarks Package.swift

format:
	swift format --in-place --recursive Sources Tests Benchmarks Package.swift

# The library's documentation, as a folder of web pages.
docs: setup
	swift package $(SWIFT_FLAGS) dump-symbol-graph --minimum-access-level public \
	  --skip-synthesized-members >/dev/null
	rm -rf .build/documentation
	docc convert --fallback-display-name Graft --fallback-bundle-identifier graft \
	  --additional-symbol-graph-dir "$$(ls -d .build/*/symbolgraph | head -n 1)" \
	  --output-dir .build/documentation
	@echo "documentation: .build/documentation"

# The contact sheets of all policies, as augmentations/README.md shows them.
sheets: build
	@set -e; for policy in augmentations/*.yaml; do name=$$(basename $$policy .yaml); \
	  test $$name = none && continue; \
	  $(GRAFT) preview pretrained/emoji/pictures.csv --augment $$name --count 2 --views 5 \
	    --output augmentations/sheets/$$name.jpg; done

# Both sides of every comparison in one run; needs PyTorch, see Benchmarks/README.md.
bench: build
	Benchmarks/run.sh

# Executes every notebook from a clean kernel.
notebooks: setup
	notebooks/execute.sh

fuzz: setup
	Tests/Fuzz/run.sh 60
	Tests/Fuzz/run-images.sh 60
	Tests/Fuzz/run-archives.sh 60
