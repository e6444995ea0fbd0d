# Builds, tests and runs everything; `make help` lists the targets.
#
#   make test                     what a newcomer types first: installs what is missing, builds, tests
#   make test CC=clang            another compiler          (default gcc)
#   make test ARCH=x86-64-v3      another instruction set   (default native)
#   make test MODE=safe           address and undefined-behaviour sanitizers (default fast)
#   make test LAYERS="base nn"    only these folders of tests/
#   make test DEVICE=opencl       on a graphics card, or what else make doctor lists; all programs take it
#   make V=1 ...                  shows the commands
#
# The flags are in tools/flags.mk, the rules in tools/rules.mk.
#
# Every combination of CC, ARCH and MODE has a folder of its own, build/<CC>-<ARCH>-<MODE>/, so switching between them
# rebuilds nothing. Written for GNU make 3.81 and later, because that is the make of macOS.

# --- what to build with --------------------------------------------------------------------------------------------

ifneq ($(filter $(origin CC),default undefined),)
CC := gcc
endif
ARCH := native
MODE := fast
V    :=

ifeq ($(filter $(MODE),fast safe),)
$(error MODE=$(MODE) is unknown: use MODE=fast or MODE=safe)
endif

SYSTEM := $(shell uname -s)
NAME   := $(subst $() ,_,$(notdir $(CC)))-$(ARCH)-$(MODE)
BUILD  := build/$(NAME)
OBJ    := $(BUILD)/obj
CLANG  := $(findstring clang,$(shell $(CC) --version 2>/dev/null))
Q      := $(if $(V),,@)
SHOW   := @printf '  %-4s %s\n'

# Use all cores unless -j was given; a make started by this one gets its cores from it.
ifeq ($(MAKELEVEL),0)
ifeq ($(filter -j%,$(MAKEFLAGS)),)
MAKEFLAGS += -j$(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
endif
endif

# Threads that wait for work sleep soon. Waiting busily, as is usual, a small net runs many times slower as soon as
# another program wants a core.
export GOMP_SPINCOUNT ?= 10000
export KMP_BLOCKTIME ?= 0

# A name that nothing here asks for is mistyped: PHOTOS without its S, and other photos would be taken without a word.
ifeq ($(MAKELEVEL),0)
GIVEN := $(foreach v,$(.VARIABLES),$(if $(filter command,$(firstword $(origin $v))),$v))
asked_for = $(shell case '$1' in (*[a-z]*) ;; (*) grep -rlwF '$1' Makefile tools datasets/fetch* || \
    grep -rlF 'getenv("$1")' lib chapters tests ;; esac)
$(foreach v,$(filter-out OMP_% GOMP_% KMP_% %_OPTIONS,$(GIVEN)),\
    $(if $(call asked_for,$v),,$(warning nothing here asks for $v=: is it mistyped? make help lists the names)))
endif

include tools/flags.mk

# --- what there is -------------------------------------------------------------------------------------------------

LIB_SRC     := $(filter-out $(LEFT_OUT),$(sort $(wildcard lib/*/*.c)))
CL_FIRST    := lib/kernels/opencl_shared.h lib/kernels/picture.h lib/kernels/opencl_common.cl
CL_SRC      := $(CL_FIRST) $(filter-out $(CL_FIRST),$(sort $(wildcard lib/kernels/*.cl)))
DRAW_SRC    := $(sort $(wildcard datasets/draw/*.c))
GATHER_SRC  := $(sort $(wildcard datasets/gather/*.c))
PRETRAIN_SRC := $(sort $(wildcard datasets/pretrain/*.c))
VERIFY_SRC  := $(sort $(wildcard datasets/verify/*.c))
DECODER_SRC := $(sort $(wildcard lib/vision/helper/*.c))
CHAPTERS    := $(sort $(notdir $(patsubst %/,%,$(dir $(wildcard chapters/*/*.c)))))
REFERENCE_SRC := $(sort $(wildcard tests/reference/*.c))
SUPPORT_SRC := $(sort $(wildcard tests/support/*.c)) $(REFERENCE_SRC)
ALL_BENCHES := $(sort $(basename $(notdir $(wildcard tests/bench/*.c))))
BENCHES     := $(filter-out bench_decode bench_finetune bench_photos,$(ALL_BENCHES))
HARNESS     := $(sort $(basename $(notdir $(wildcard tests/harness/*.c))))

# Folders of tests in the order of the layers, then whatever else there is; LAYERS chooses. tests/slow waits for `make test-slow`.
ALL_TESTS := $(notdir $(patsubst %/,%,$(sort $(dir $(wildcard tests/*/test_*.c)))))
ORDER     := base kernels tensor autograd nn vision data train interpret web
CHOICE    := $(filter-out slow,$(filter $(ALL_TESTS),$(ORDER)) $(filter-out $(ORDER),$(ALL_TESTS)))
ifeq ($(strip $(LAYERS)),)
ALL_LAYERS := yes
override LAYERS := $(CHOICE)
else ifneq ($(filter-out $(CHOICE),$(LAYERS)),)
$(error LAYERS: there is no $(filter-out $(CHOICE),$(LAYERS)); the layers are $(CHOICE))
endif
TESTS     := $(filter $(LAYERS),$(CHOICE))

LIB          := $(BUILD)/liblearn.a
DRAW         := $(if $(DRAW_SRC),$(BUILD)/draw_bears)
GATHER       := $(BUILD)/gather
DECODER      := $(BUILD)/image_decoder
VERIFY       := $(BUILD)/verify
PRETRAIN     := $(BUILD)/pretrain
BEARS        := $(BUILD)/chapters/19_transfer_learning
APP          := $(BUILD)/chapters/22_production
CLEANER      := $(BUILD)/chapters/21_cleaner
CHAPTER_BINS := $(CHAPTERS:%=$(BUILD)/chapters/%)
TEST_BINS    := $(TESTS:%=$(BUILD)/tests/%)
BENCH_BINS   := $(ALL_BENCHES:%=$(BUILD)/bench/%)
BENCH_CHOSEN := $(patsubst %,$(BUILD)/bench/bench_%,$(patsubst bench_%,%,$(BENCHES)))
HARNESS_BINS := $(HARNESS:%=$(BUILD)/harness/%)

.PHONY: help setup all lib test test-slow test-browser bench bench-quick bears predict evaluate cleaner app draw
.PHONY: crossvalidate weights-resnet18
.PHONY: pretrain watch-plot data-mnist data-fashion data-titanic data-messy gather verify
.PHONY: next progress watch prove docs-check fuzz
.PHONY: draw-path format check-format check-layers ci doctor clean need-image need-photos FORCE
.SUFFIXES:
.DELETE_ON_ERROR:
.SECONDARY:
.DEFAULT_GOAL := help

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile
	@for c in $(CHAPTERS); do n=$${c%%_*}; printf '  make %-16s chapter %s: %s\n' "ch$$n" "$$n" \
	    "$$(echo "$${c#*_}" | tr _ ' ')"; done
	@echo '  make start-02, ex02.1, hint-02.1, solution-02.1, reset-02.1: the exercises of a chapter, answered in work/'
	@echo '  A chapter takes options as ARGS="--seed 3"; QUICK=1 is a small run, and PLOT=dumb draws its pictures as text'
	@echo '  (also svg, png, none).'
	@echo '  CC=clang, ARCH=x86-64-v3, MODE=safe and V=1 go with everything.'

setup: ## install what is missing (everything below does this by itself)
	@tools/setup $(if $(filter setup,$(MAKECMDGOALS)),,--quiet)

all: $(LIB) $(DECODER) $(DRAW) $(GATHER) $(VERIFY) $(CHAPTER_BINS) $(TEST_BINS) $(HARNESS_BINS) $(BENCH_BINS) ## build everything, run nothing

lib: $(LIB) $(DECODER) ## build the library

# --- tests ---------------------------------------------------------------------------------------------------------

test: $(TEST_BINS) $(HARNESS_BINS) $(if $(ALL_LAYERS),$(DRAW)) $(if $(filter chapters,$(LAYERS)),$(CHAPTER_BINS)) $(if $(filter pretrain,$(LAYERS)),$(PRETRAIN)) ## build and run the tests (some: LAYERS="tensor nn")
	@tools/check-harness $(MODE) $(HARNESS_BINS)
	$(if $(ALL_LAYERS),$(call gather,$(ANSWER_TAPS)))
	@BUILD_DIR=$(BUILD) BOARD="$(if $(ALL_LAYERS),tools/exercise board)" tools/run-tests $(TEST_BINS)

test-browser: $(CLEANER) $(APP) $(BEARS) datasets/drawn ## the pages in a real browser (Chromium; fetches playwright-core and axe-core from npm)
	@tools/test-browser $(BUILD)

# Finds more in an hour than in a minute: SECONDS=3600.
FUZZ    ?= decode
SECONDS ?= 60
fuzz: ## throw made-up bytes at a reader (FUZZ=csv, decode ...; SECONDS=60), with clang
	@tools/fuzz $(FUZZ) $(SECONDS)

test-slow: $(if $(filter slow,$(ALL_TESTS)),$(BUILD)/tests/slow $(BUILD)/chapters/14_cnn) ## the trainings that take minutes
	@BUILD_DIR=$(BUILD) tools/run-tests $(filter %/tests/slow,$^)

# bench_decode, bench_finetune and bench_photos want a folder of photos, so they wait until they are named. Unless some
# are named, the roofline of chapter 15 is drawn as well.
ROOFLINE := $(if $(filter command line,$(origin BENCHES)),,$(BUILD)/chapters/15_speed)

bench: $(BENCH_CHOSEN) $(ROOFLINE) ## run the benchmarks (one: BENCHES=gemm), draw build/plots/15-roofline.png
	@set -e; for b in $(BENCH_CHOSEN); do echo "$${b##*/}:"; "$$b" $(ARGS); done
	$(if $(ROOFLINE),@$(ROOFLINE))

bench-quick: $(BENCH_CHOSEN) ## the same in a minute, with fewer shapes and rounds
	@set -e; for b in $^; do echo "$${b##*/}:"; "$$b" --quick $(ARGS); done

ci: ## the slow checks: sanitizers, clang, three vector widths
	@tools/ci

format: ## lay out all C files as .clang-format says
	@tools/format

check-format: ## is every C file laid out as .clang-format says?
	@tools/format --check

check-layers: ## do the folders of lib/ keep to their layer, size and manners?
	@tools/check-layers --self-test
	@tools/check-layers

doctor: ## what is here, what is missing, and what to type
	@CC="$(CC)" tools/doctor

clean: ## remove build/ with the models in it; data sets stay
	rm -rf build

# --- the course ----------------------------------------------------------------------------------------------------
# make start-02, ex02, ex02.1, hint-02.1, solution-02.1 and reset-02.1 are made by tools/exercises.mk.

next: | setup ## the next exercise: starts it, tests it
	$(call gather,$(ANSWER_TAPS))
	@tools/exercise next

progress: | setup ## which exercises are done
	$(call gather,$(ANSWER_TAPS))
	@tools/exercise board

watch: | setup ## test an exercise again whenever it is saved
	@tools/exercise watch

prove: $(LIB) ## do the exercises prove what they should, and does the prover see it?
	+@tools/check-exercises
	+@tools/prove --self-test
	+@tools/prove

docs-check: $(CHAPTER_BINS) $(DRAW) ## do the lessons show the code that is there and the output it gives?
	+@tools/docs-check --self-test
	+@tools/docs-check

# --- bears ---------------------------------------------------------------------------------------------------------
# Names of files reach the shell through the environment, so that blanks and quotes in them do no harm. Nor do dollars: what
# was typed is taken as it is, where make would look for a variable behind each.

TYPED := $(foreach v,PHOTOS OUT MODEL IMAGE ARCH_NET WEIGHTS PRECISION CLASSES CONTACT FROM DATA TILES LOG,\
    $(if $(filter command environment,$(firstword $(origin $v))),$v))
$(foreach v,$(TYPED),$(eval override $v := $$(value $v)))

ifeq ($(strip $(PHOTOS)),)
NO_PHOTOS := yes
override PHOTOS := $(if $(wildcard datasets/bears/.),datasets/bears,datasets/drawn)
endif
OUT    ?= build/bears
MODEL  ?= $(OUT)/bears.safetensors
IMAGE  ?=
ARCH_NET ?=
WEIGHTS  ?=
PRECISION ?=
export PHOTOS OUT MODEL IMAGE ARCH_NET WEIGHTS PRECISION

# A small run, of the classifier, of the page for sorting and of every chapter.
QUICKLY = $(if $(filter 1,$(QUICK)),--quick)

# How the classifier is made: ARCH_NET=resnet18 SIZE=224 is the book's, WEIGHTS=file has what its body has learnt before.
NET_FLAGS = $(if $(ARCH_NET),--arch "$$ARCH_NET") $(if $(WEIGHTS),--weights "$$WEIGHTS") $(if $(SIZE),--size $(SIZE)) \
    $(if $(SEED),--seed $(SEED))

bears: $(BEARS) $(if $(filter-out datasets/drawn,$(PHOTOS)),,datasets/drawn) ## train the bear classifier (PHOTOS=dir SEED=n QUICK=1 ARCH_NET=resnet18 SIZE=224 WEIGHTS=file PRECISION=int8)
	@$(BEARS) train --photos "$$PHOTOS" --out "$$OUT" --model "$$MODEL" $(if $(PRECISION),--precision "$$PRECISION") $(NET_FLAGS) $(QUICKLY) $(ARGS)

crossvalidate: $(if $(NO_PHOTOS),need-photos,$(BEARS)) ## how good is that, on the labelled folder PHOTOS=dir? (ARGS="--folds 5 --seeds 3")
	@$(BEARS) crossvalidate --photos "$$PHOTOS" $(NET_FLAGS) $(QUICKLY) $(ARGS)

weights-resnet18: ## fetch and check ResNet-18's ImageNet weights, 47 MB
	@datasets/fetch_weights

predict: $(if $(IMAGE),$(BEARS),need-image) ## name the bear in IMAGE=photo.jpg (MODEL=file.safetensors)
	@$(BEARS) predict --model "$$MODEL" $(ARGS) "$$IMAGE"

evaluate: $(if $(NO_PHOTOS),need-photos,$(BEARS)) ## count the errors on the labelled folder PHOTOS=dir (MODEL=file.safetensors)
	@$(BEARS) evaluate --model "$$MODEL" $(ARGS) "$$PHOTOS"

# Without MODEL the app looks for the shipped model first.
app: $(APP) ## a page that names bears, and an interface for programs (MODEL=file.safetensors PORT=8000)
	@exec $(APP) serve $(if $(filter MODEL,$(TYPED)),--model "$$MODEL") --port $(or $(PORT),8000) $(ARGS)

# Its nets begin with what WEIGHTS=file has learnt, as those of `make bears` do.
CLEANER_FLAGS = $(if $(ARCH_NET),--arch "$$ARCH_NET") $(if $(WEIGHTS),--weights "$$WEIGHTS") $(if $(SEED),--seed $(SEED))

cleaner: $(CLEANER) $(BEARS) $(if $(filter-out datasets/drawn,$(PHOTOS)),,datasets/drawn) ## a page for sorting the photos of PHOTOS=dir (ARGS=--terminal, ARGS="--folds 5")
	@$(CLEANER) sort --photos "$$PHOTOS" --model "$$MODEL" --trainer $(BEARS) --out "$$OUT" $(CLEANER_FLAGS) $(QUICKLY) $(ARGS)

need-image:
	@{ echo 'make predict: no photo named'; echo 'hint: make predict IMAGE=photo.jpg'; exit 1; } >&2

need-photos:
	@{ echo 'make: no folder named'; echo 'hint: make $(firstword $(MAKECMDGOALS)) PHOTOS=dir (one folder per kind in it)'; exit 1; } >&2

# --- data ----------------------------------------------------------------------------------------------------------

data-mnist: ## fetch, check and unpack MNIST (from MNIST_DIR=dir, the mirrors, or a small stand-in)
	@datasets/fetch_mnist

data-fashion: ## fetch, check and unpack Fashion-MNIST
	@datasets/fetch_fashion

data-titanic: ## fetch and check the 891 passengers of the Titanic (from TITANIC=file.csv, or public copies)
	@datasets/fetch_titanic

# Words and names reach the program through the environment, as above.
CLASSES ?=
CONTACT ?=
FROM    ?=
export CLASSES CONTACT FROM

# Any folder with one folder of photos per class; TILES=folder: sheets of small pictures as well.
DATA  ?=
TILES ?=
export DATA TILES

pretrain: $(PRETRAIN) ## train a backbone on the labelled photos DATA=dir (RESUME=1 goes on after a stop)
	@$(PRETRAIN) $(if $(DATA),--photos "$$DATA") $(if $(TILES),--tiles "$$TILES") $(if $(filter 1,$(RESUME)),--resume) $(ARGS)

export LOG

watch-plot: | setup ## draw a training that is going on, again and again (LOG=build/pretrain, its folder)
	@tools/watch-plot "$${LOG:-build/pretrain}"

gather: $(GATHER) ## fetch photos: CLASSES="grizzly bear,black bear" CONTACT=you@example.org (FROM=... PHOTOS=dir)
	@$(GATHER) $(if $(NO_PHOTOS),,--into "$$PHOTOS") --classes "$$CLASSES" --contact "$$CONTACT" --from "$$FROM" $(ARGS)

verify: $(VERIFY) ## photos of PHOTOS=dir that cannot be used move to dir-rejected (back: ARGS=--undo), duplicates are told
	@$(VERIFY) $(ARGS) "$$PHOTOS"

draw: $(DRAW) ## draw the bears again into datasets/drawn
	@tools/draw $(DRAW) datasets/drawn

draw-path: # which program draws bears, for tools/ci
	@echo $(DRAW)

# Drawn once and then kept, so no prerequisites other than "the program exists". What is said meanwhile is not part of
# what the chapter that wants them prints.
datasets/drawn: | $(DRAW)
	@tools/draw $(DRAW) datasets/drawn >&2

data-messy: datasets/messy ## draw bears with faults among them: broken files, wrong labels, pictures twice

datasets/messy: | $(DRAW)
	@tools/draw $(DRAW) datasets/messy --per-class 60 --faults >&2

# Chapters 17, 18 and 20 look at the photos that are named, and if none are, at drawings, those of 17 with faults.
ifdef NO_PHOTOS
ch17: override export PHOTOS := datasets/messy
ch17: | datasets/messy
ch18: override export PHOTOS := datasets/drawn
ch18: | datasets/drawn
ch20: override export PHOTOS := datasets/drawn
ch20: | datasets/drawn
endif
ch21: | datasets/messy datasets/drawn
ch22: | datasets/drawn
ch21: override ARGS := $(CLEANER_FLAGS) $(ARGS)

# Chapter 19 trains, with ARGS=--measure, on the photos that there are.
ch19: override ARGS += --photos "$$PHOTOS" $(NET_FLAGS)
ch19: | $(if $(findstring --measure,$(ARGS)),$(filter datasets/drawn,$(PHOTOS)))

# Chapter 00 names what is in IMAGE=photo.jpg.
ch00: override ARGS += $(if $(IMAGE),"$$IMAGE")

include tools/rules.mk
include tools/exercises.mk
