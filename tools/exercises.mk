# The exercises: how a learner's answers, and the prover's solutions, skeletons and mutants, become results.
# Included by the Makefile. tools/README.md says how an exercise is made.

# Where the chapters with exercises are, and where their answers; the checks of the tools set other folders.
COURSE  := chapters
WORK    := work
ANSWERS := $(BUILD)/exercises/$(WORK)
PROOF   := $(BUILD)/prove

EXERCISES     := $(filter-out %_test.c,$(sort $(wildcard $(COURSE)/*/exercises/ex*_*.c)))
EX_CHAPTERS   := $(sort $(patsubst $(COURSE)/%/exercises/,%,$(dir $(EXERCISES))))
EX_TARGETS    :=
ANSWER_TAPS   :=
PROOF_TAPS    :=

# $(call chapter_of,path), $(call name_of,path), $(call number_of,path): 02_tensors, ex1_stretch and 02.1.
chapter_of = $(patsubst $(COURSE)/%/exercises/,%,$(dir $1))
name_of    = $(basename $(notdir $1))
number_of  = $(firstword $(subst _, ,$(call chapter_of,$1))).$(patsubst ex%,%,$(firstword $(subst _, ,$(call name_of,$1))))

# An answer includes its contract by its bare name, and a skeleton does not use its parameters yet. What is only there to be
# tested, or to test, is made quickly. A warning about an answer is no reason to refuse it, whatever WERROR says.
define exercise_flags
$(OBJ)/$(COURSE)/$1/%.o: CPPFLAGS += -I$(COURSE)/$1/exercises
$(OBJ)/$(WORK)/$1/%.o: CPPFLAGS += -I$(COURSE)/$1/exercises
$(OBJ)/$(COURSE)/$1/exercises/%.o: CFLAGS += -O0 -Wno-unused-parameter -Wno-error
$(OBJ)/$(COURSE)/$1/mutants/%.o: CFLAGS += -Wno-error
$(OBJ)/$(WORK)/$1/%.o: CFLAGS += -Wno-unused-parameter -Wno-error
endef
$(foreach c,$(EX_CHAPTERS),$(eval $(call exercise_flags,$c)))

# A result is what Criterion says about one program. Tests that fail are results too, so this never fails.
RESULT = @rm -f $@; $1 OMP_WAIT_POLICY=passive ASAN_OPTIONS=abort_on_error=1 UBSAN_OPTIONS=abort_on_error=1 \
    $< --tap=$@ >$@.log 2>&1 </dev/null || true

# $(call answer_program,program,source,exercise): a source, the tests of its exercise, the library.
define answer_program
$1: $(2:%.c=$(OBJ)/%.o) $(3:%.c=$(OBJ)/%_test.o) $(OBJ)/chapters/exercise.o $(LIB)
	@mkdir -p $$(@D)
	$(SHOW) LD $$@
	$(Q)rm -f $$@ && $(CC) $(LDFLAGS) -o $$@ $$(filter %.o,$$^) $(LIB) -lcriterion $(LDLIBS)

$1.tap: $1
	$$(call RESULT)
endef

# --- the learner's side: what is in work/ ------------------------------------------------------------------------------

# $(call answer,answer,skeleton,chapter,name): compiled again when its text changes, so that an older file put back counts.
define answer
$(call answer_program,$(ANSWERS)/$3/$4,$1,$2)
$(ANSWERS)/$3/$4.seen: FORCE
	@mkdir -p $$(@D) && cmp -s $1 $$@ || cp $1 $$@
$(OBJ)/$(WORK)/$3/$4.o: $(ANSWERS)/$3/$4.seen
ANSWER_TAPS += $(ANSWERS)/$3/$4.tap
endef

# $(call exercise,skeleton,chapter,name,number)
define exercise
$(if $(wildcard $(WORK)/$2/$3.c),$(call answer,$(WORK)/$2/$3.c,$1,$2,$3))
.PHONY: ex$4 hint-$4 solution-$4 reset-$4
ex$4: $(if $(wildcard $(WORK)/$2/$3.c),$(ANSWERS)/$2/$3.tap)
	@tools/exercise show $4
hint-$4 solution-$4 reset-$4:
	@tools/exercise $$(firstword $$(subst -, ,$$@)) $4
EX_TARGETS += ex$4 hint-$4 solution-$4 reset-$4
endef

# $(call exercises_of,chapter,its two digits)
define exercises_of
.PHONY: start-$2 ex$2
start-$2:
	@tools/exercise start $2
ex$2: | setup
	$$(call gather,$(filter $(ANSWERS)/$1/%,$(ANSWER_TAPS)))
	@tools/exercise show $2
EX_TARGETS += start-$2 ex$2
endef

# $(call gather,results): brings them up to date; what does not compile is left out, and told by tools/exercise.
gather = +@mkdir -p $(ANSWERS); $(if $1,$(MAKE) -k --no-print-directory $1 >$(ANSWERS)/log 2>&1 || true,true)

# What the scripts know. They start a make of their own, with the compiler and mode of this one, as $ASK_MAKE.
ASK_MAKE   := $(MAKE) CC="$(CC)" ARCH="$(ARCH)" MODE="$(MODE)" COURSE="$(COURSE)" WORK="$(WORK)"
export COURSE WORK ANSWERS PROOF OBJ MAKE ASK_MAKE

$(foreach e,$(EXERCISES),$(eval $(call exercise,$e,$(call chapter_of,$e),$(call name_of,$e),$(call number_of,$e))))
$(foreach c,$(EX_CHAPTERS),$(eval $(call exercises_of,$c,$(firstword $(subst _, ,$c)))))

# The targets that no line of the Makefile shows, for tools/docs-check.
.PHONY: made-targets
made-targets:
	@printf '%s\n' $(foreach c,$(CHAPTERS),ch$(firstword $(subst _, ,$c))) $(EX_TARGETS)

# make ch3 or ex2.1: what they are called is told, once.
NUMBERED := $(foreach d,0 1 2 3 4 5 6 7 8 9,$(foreach n,ch ex start- hint- solution- reset-,$n$d%))
NO_SUCH  := $(filter-out $(foreach c,$(CHAPTERS),ch$(firstword $(subst _, ,$c))) $(EX_TARGETS),\
    $(filter $(NUMBERED),$(MAKECMDGOALS)))
.PHONY: $(NO_SUCH)
$(NO_SUCH):
	@{ echo 'make: there is no $@'; \
	    echo 'hint: a chapter is two digits, an exercise a dot and one more: make ch02, start-02, ex02, ex02.1, hint-02.1'; exit 1; } >&2

# --- the prover's side: only when it asks, because these are many ------------------------------------------------------

.PHONY: prove-results
ifneq ($(filter prove-results,$(MAKECMDGOALS)),)
# $(call proof,program,source,exercise)
define proof
$(call answer_program,$1,$2,$3)
PROOF_TAPS += $1.tap
endef

# $(call proofs,skeleton,chapter,name): the last rule runs the skeleton as if its TODOs were not there.
define proofs
$(call proof,$(PROOF)/$2/$3/skeleton,$1,$1)
$(call proof,$(PROOF)/$2/$3/solution,$(COURSE)/$2/solutions/$3.c,$1)
$(foreach m,$(sort $(wildcard $(COURSE)/$2/mutants/$3.*.c)),
$(call proof,$(PROOF)/$2/$3/$(patsubst $3.%.c,mutant.%,$(notdir $m)),$m,$1))
$(PROOF)/$2/$3/nothing.tap: $(PROOF)/$2/$3/skeleton
	$$(call RESULT,EXERCISE_TODO=ignore)
PROOF_TAPS += $(PROOF)/$2/$3/nothing.tap
endef
$(foreach e,$(EXERCISES),$(eval $(call proofs,$e,$(call chapter_of,$e),$(call name_of,$e))))
prove-results: $(PROOF_TAPS)
endif

-include $(wildcard $(OBJ)/chapters/exercise.d $(OBJ)/$(WORK)/*/*.d $(OBJ)/$(COURSE)/*/exercises/*.d \
    $(OBJ)/$(COURSE)/*/solutions/*.d $(OBJ)/$(COURSE)/*/mutants/*.d)
